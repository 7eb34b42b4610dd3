import type { LayersModel, Tensor, Tensor4D, Variable } from '@tensorflow/tfjs';
import { modelIn } from '../../../graph';
import { barsToBundle } from '../../../pictures/bars';
import { numberInWords } from '../../../pictures/format';
import type { BarCell, BarRow, BarsPayload } from '../../../protocol/bars';
import type { MimeBundle } from '../../../protocol/mime';
import type { Tf } from '../../../zoo';
import type { Layer } from '../../../zoo/tensorflow';
import { from, rate } from '../../../zoo/options';
import type { ImageSet } from '../../data/types';
import type { ViewPlace } from '../../views';
import { holdFrozenNormalizations } from '../normalization';
import { shuffledOrder } from '../random';
import { gradientsOf, type Batch } from '../step';
import { variableOf } from '../variables';
import { count } from '../words';
import { checkBatchOptions, expectPass, type BatchOptions } from './passOver';

/** Of `gradientNorms`. */
export interface GradientOptions extends BatchOptions {
  /** Default 0. */
  readonly labelSmoothing?: number;
  /** Default 0.3. */
  readonly auxiliaryWeight?: number;
  /** Which images are taken, and what dropout leaves out. Default 1. */
  readonly seed?: number;
}

/** The gradient of one layer. */
export interface LayerGradient {
  readonly layer: string;
  readonly className: string;
  /** Numbers in its trained weights. */
  readonly weights: number;
  /** L2 norm of the gradient of all its trained weights. */
  readonly gradient: number;
  /** L2 norm of those weights. */
  readonly weight: number;
}

/** Gradients layer by layer, from the input on. As a last expression it shows itself. */
export interface GradientNorms {
  readonly summary: string;
  readonly model: string;
  readonly images: number;
  readonly layers: readonly LayerGradient[];
}

/** Makes `gradientNorms` for a TensorFlow.js, its pictures views of their own. */
export function createGradientNorms(tf: Tf, nextView: () => ViewPlace) {
  return async (
    model: LayersModel,
    set: ImageSet,
    options: GradientOptions = {},
  ): Promise<GradientNorms> => {
    checkBatchOptions<GradientOptions>('gradientNorms', options, {
      labelSmoothing: rate,
      auxiliaryWeight: from(0),
      seed: { allowed: 'a whole number', holds: Number.isSafeInteger },
    });
    const heads = expectPass({ caller: 'gradientNorms', model, set });
    if (model.trainableWeights.length === 0) {
      throw new RangeError(`gradientNorms: ${model.name} has no weight that is trained`);
    }
    const { batchSize = 32, labelSmoothing = 0, auxiliaryWeight = 0.3, seed = 1 } = options;
    const indices = Array.from(shuffledOrder(set.size, seed, 0).slice(0, batchSize));
    const images: Tensor4D = await set.read(indices);
    const batch: Batch = { images, labels: indices.map((index) => set.labels[index] ?? 0) };
    const release = holdFrozenNormalizations(model);
    const statistics = model.nonTrainableWeights.map((weight): [Variable, Tensor] => {
      const variable = variableOf(weight);
      return [variable, tf.clone(variable)];
    });
    try {
      const objective = { heads, labelSmoothing, auxiliaryWeight };
      const gradients = gradientsOf(tf, batch, { model, objective, seeds: [seed, 0] });
      const layers = await normsOf(tf, model, gradients);
      tf.dispose(gradients);
      const norms = {
        summary: summaryOf(model.name, layers),
        ...{ model: model.name, images: indices.length, layers },
      };
      // Not enumerable: it is no part of what was measured.
      return Object.defineProperty(norms, Symbol.for('Jupyter.display'), {
        value: () => normsToBundle(norms, nextView()),
      });
    } finally {
      release();
      // A look changes nothing: normalizations have averaged over this batch.
      statistics.forEach(([variable, before]) => variable.assign(before));
      tf.dispose([images, ...statistics.map(([, before]) => before)]);
    }
  };
}

async function normsOf(
  tf: Tf,
  model: LayersModel,
  gradients: Readonly<Record<string, Tensor>>,
): Promise<LayerGradient[]> {
  const trained = layersOf(model).flatMap((layer) => {
    const variables = layer.trainableWeights.map(variableOf);
    return variables.length === 0 ? [] : [{ layer, variables }];
  });
  const norms = tf.tidy(() => {
    const norm = (tensors: readonly Tensor[]): Tensor =>
      tensors.length === 0
        ? tf.scalar(0)
        : tf.sqrt(tf.addN(tensors.map((tensor) => tf.sum(tf.square(tensor)))));
    return tf.stack(
      trained.flatMap(({ variables }) => [
        norm(variables.flatMap(({ name }) => gradients[name] ?? [])),
        norm(variables),
      ]),
    );
  });
  const values = await norms.data();
  norms.dispose();
  return trained.map(({ layer, variables }, index) => ({
    layer: layer.name,
    className: layer.getClassName(),
    weights: variables.reduce((sum, { size }) => sum + size, 0),
    gradient: values[2 * index] ?? NaN,
    weight: values[2 * index + 1] ?? NaN,
  }));
}

/** All layers in their order, those of models within models in their place. */
function layersOf(model: LayersModel): Layer[] {
  return model.layers.flatMap((layer) => {
    const inner = modelIn(layer);
    return inner ? layersOf(inner) : [layer];
  });
}

function summaryOf(name: string, layers: readonly LayerGradient[]): string {
  const kernels = layers.filter((layer) => !isNormalization(layer));
  const [first, last] = [kernels[0] ?? layers[0], kernels.at(-1) ?? layers.at(-1)];
  if (!first || !last) {
    return `${name} has no gradients.`;
  }
  const times = first.gradient / last.gradient;
  const words = `${numberInWords(first.gradient)} in ${first.layer}, the first layer with weights, and ${numberInWords(last.gradient)} in ${last.layer}, the last`;
  return Number.isFinite(times) && times > 0
    ? `Gradients of ${name}: L2 norm ${words}: ${numberInWords(times)} times as much in the first.`
    : `Gradients of ${name}: L2 norm ${words}.`;
}

/** Norms as bars, and as a table. */
export function normsToBundle(norms: GradientNorms, place: ViewPlace): MimeBundle {
  const { summary, model, images, layers } = norms;
  const payload: BarsPayload = {
    summary,
    ...place,
    seq: 0,
    title: `Gradient norm by layer: ${model}`,
    note:
      `L2 norm over ${count(images, 'image')}, logarithmic: equal distances are equal factors` +
      (layers.some(isNormalization) ? ' · outlined: normalizations' : ''),
    scale: 'log',
    rowTitle: 'Layer',
    columns: ['Type', 'Weights', 'Gradient', 'Of the weights', 'Ratio'],
    rows: layers.map(toRow),
  };
  return barsToBundle(payload);
}

function toRow(measured: LayerGradient): BarRow {
  const { layer, className, weights, gradient, weight } = measured;
  return {
    label: layer,
    value: Number.isFinite(gradient) ? gradient : null,
    text: numberInWords(gradient),
    ...(isNormalization(measured) ? { isAside: true } : {}),
    cells: [
      className,
      weights,
      toCell(gradient),
      toCell(weight),
      weight === 0 ? '' : toCell(gradient / weight),
    ],
  };
}

/** Its gradients have a size of their own, beside those of the layers that it scales. */
function isNormalization({ className }: LayerGradient): boolean {
  return className.includes('Normalization');
}

/** JSON has no NaN and no infinity. */
function toCell(value: number): BarCell {
  return Number.isFinite(value) ? value : String(value);
}
