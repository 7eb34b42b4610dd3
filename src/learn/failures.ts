import type { SymbolicTensor } from '@tensorflow/tfjs';
import { describeFailure, graphToText, settingsOf, shapeInWords } from '../graph';
import { architectureSvg } from '../pictures/architecture';
import { Mime, type MimeBundle } from '../protocol/mime';
import { packGraph } from '../protocol/packing';
import type { Tf } from '../zoo';
import type { Sources } from './sources';
import type { ViewPlace } from './views';

type Layer = InstanceType<Tf['layers']['Layer']>;

interface Failure {
  readonly layer: Layer;
  readonly inputs: readonly SymbolicTensor[];
}

/** Knows which layer an error came from. */
export interface Failures {
  /** What was built until the error, drawn; absent when the error is about something else. */
  readonly toBundle: (error: unknown) => MimeBundle | undefined;
  readonly dispose: () => void;
}

/** Remembers for each error of a layer's application what it was to be applied to. */
export function watchFailures(
  tf: Tf,
  sources: Pick<Sources, 'sourceOf'>,
  nextView: () => ViewPlace,
): Failures {
  const failures = new WeakMap<Error, Failure>();
  const prototype = tf.layers.Layer.prototype;
  const field = Object.getOwnPropertyDescriptor(prototype, 'apply');
  const apply = field?.value as ((...args: unknown[]) => unknown) | undefined;
  if (apply !== undefined) {
    Object.defineProperty(prototype, 'apply', {
      ...field,
      value: function (this: Layer, ...args: unknown[]) {
        const inputs = symbolic(args[0]);
        try {
          const made = apply.apply(this, args);
          if (inputs.length > 0) {
            expectSizes(this, inputs, symbolic(made));
          }
          return made;
        } catch (error) {
          // The innermost layer is the one that failed.
          if (error instanceof Error && inputs.length > 0 && !failures.has(error)) {
            failures.set(error, { layer: this, inputs });
          }
          throw error;
        }
      },
    });
  }

  const toBundle = (error: unknown): MimeBundle | undefined => {
    for (let cause = error; cause instanceof Error; cause = cause.cause) {
      const failure = failures.get(cause);
      if (failure !== undefined) {
        return draw(failure);
      }
    }
    return undefined;
  };

  const draw = ({ layer, inputs }: Failure): MimeBundle => {
    const outputs = [...new Set(inputs)];
    const built = tf.model({ inputs: inputsOf(outputs), outputs, name: `Until ${layer.name}` });
    const graph = describeFailure(
      built,
      { layer, inputs: inputs.map((input) => outputs.indexOf(input)) },
      { ...nextView(), sourceOf: sources.sourceOf },
    );
    return {
      'text/plain': graphToText(graph),
      [Mime.architecture]: packGraph(graph),
      'image/svg+xml': architectureSvg(graph),
    };
  };

  return {
    toBundle,
    dispose: () => {
      if (field !== undefined) {
        Object.defineProperty(prototype, 'apply', field);
      }
    },
  };
}

/** TensorFlow.js goes on with maps of no size, and fails somewhere behind with words about another layer. */
function expectSizes(
  layer: Layer,
  inputs: readonly SymbolicTensor[],
  outputs: readonly SymbolicTensor[],
): void {
  const wrong = outputs.find(({ shape }) => shape.some((size) => size !== null && !isSize(size)));
  if (wrong === undefined) {
    return;
  }
  const settings = settingsOf(layer);
  const told = ['kernelSize', 'poolSize', 'strides', 'padding'].flatMap((name) => {
    const value = settings[name];
    const words = Array.isArray(value) ? value.join('x') : value;
    return typeof words === 'string' ? [`${name} ${words}`] : [];
  });
  const given = inputs.map(({ shape }) => shapeInWords(shape)).join(' and ');
  throw new RangeError(
    `${layer.name}: the sizes of its output should be 1 or more. ` +
      `It makes ${shapeInWords(wrong.shape)} of ${given}` +
      (told.length > 0 ? ` (${told.join(', ')})` : ''),
  );
}

const isSize = (size: number): boolean => Number.isSafeInteger(size) && size >= 1;

function symbolic(value: unknown): readonly SymbolicTensor[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  const isSymbolic = (one: unknown): one is SymbolicTensor =>
    typeof one === 'object' && one !== null && 'sourceLayer' in one;
  return list.every(isSymbolic) ? list : [];
}

/** The tensors of all input layers that lead to some tensors. */
function inputsOf(tensors: readonly SymbolicTensor[]): SymbolicTensor[] {
  const seen = new Set<SymbolicTensor>();
  const found: SymbolicTensor[] = [];
  const pending = [...tensors];
  for (let tensor = pending.pop(); tensor !== undefined; tensor = pending.pop()) {
    if (seen.has(tensor)) {
      continue;
    }
    seen.add(tensor);
    const use = tensor.sourceLayer.inboundNodes[tensor.nodeIndex];
    if (use === undefined || use.inboundLayers.length === 0) {
      found.push(tensor);
    } else {
      pending.push(...use.inputTensors);
    }
  }
  return found;
}
