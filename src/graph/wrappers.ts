import type { Shape } from '../protocol/architecture';
import { categoryOf } from './category';
import { countMacs, type Counted } from './counts';
import { countOtherOperations } from './operations';
import {
  innerLayer,
  isModel,
  settingsOf,
  sizeOf,
  type Layer,
  type LayersModel,
} from './tensorflow';

/** What a layer computes for one example. */
export interface Operations {
  readonly macs: number;
  readonly otherOperations: number;
}

/** Counts a layer, and through a wrapper what it wraps; `modelOperations` counts a wrapped model. */
export function countOperations(
  counted: Counted,
  modelOperations: (model: LayersModel) => Operations,
): Operations {
  const { layer, className, inputs, output } = counted;
  const inner = innerLayer(layer, 'layer');
  if (className === 'TimeDistributed' && inner) {
    // The same at every step of a sequence.
    const steps = inputs[0]?.[1] ?? 0;
    const step = isModel(inner)
      ? modelOperations(inner)
      : countOperations(
          countedInside(inner, inputs.map(oneStep), oneStep(output)),
          modelOperations,
        );
    return { macs: steps * step.macs, otherOperations: steps * step.otherOperations };
  }
  const [forward, backward] = [
    innerLayer(layer, 'forwardLayer'),
    innerLayer(layer, 'backwardLayer'),
  ];
  if (className === 'Bidirectional' && forward && backward) {
    const both = [forward, backward].map((each) =>
      countOtherOperations(countedInside(each, inputs, output)),
    );
    const merged = mergeCosts[String(counted.settings['mergeMode'])] ?? 0;
    const values = sizeOf(output.slice(1));
    return {
      macs: 0,
      otherOperations: both.reduce((sum, each) => sum + each, merged * values),
    };
  }
  return { macs: countMacs(counted), otherOperations: countOtherOperations(counted) };
}

/** What it costs to merge two directions, a value. */
const mergeCosts: { readonly [mode: string]: number } = { sum: 1, mul: 1, ave: 2 };

function countedInside(layer: Layer, inputs: readonly Shape[], output: Shape): Counted {
  const settings = settingsOf(layer);
  const category = categoryOf(layer, settings, inputs.length);
  return { layer, className: layer.getClassName(), category, settings, inputs, output };
}

function oneStep(shape: Shape): Shape {
  return [shape[0] ?? null, ...shape.slice(2)];
}
