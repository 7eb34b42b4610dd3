import type { Shape } from '../protocol/architecture';
import { createIds } from './ids';
import type { Layer, LayersModel } from './tensorflow';
import { walk } from './walk';

/** One output of one use of a layer. */
export interface OutputOf {
  /** As `describeModel` names the use. */
  readonly id: string;
  /** 0 but for layers with several outputs. */
  readonly index: number;
}

/** One use of a live layer. */
export interface LayerUse {
  readonly id: string;
  readonly layer: Layer;
  readonly inputs: readonly OutputOf[];
  /** As declared: sizes may be open in a model used as a layer. */
  readonly outputShapes: readonly Shape[];
}

/** How the layers of a model read one another. */
export interface LayerUses {
  /** Inputs first; a model used as a layer is opened. */
  readonly uses: readonly LayerUse[];
  /** By the model's inputs; absent where no output depends on one. */
  readonly inputs: readonly (string | undefined)[];
}

/** The uses of the layers of a model, in the order and under the ids of `describeModel`. */
export function layerUses(model: LayersModel): LayerUses {
  const ids = createIds();
  const uses: LayerUse[] = [];
  walk<OutputOf>(model, {
    enter: ids.enter,
    visit({ layer, level, inputs, outputTensors }) {
      const id = ids.unique(level.prefix + layer.name);
      uses.push({ id, layer, inputs, outputShapes: outputTensors.map(({ shape }) => shape) });
      return outputTensors.map((_, index) => ({ id, index }));
    },
  });
  const inputs = model.inputs.map(
    ({ sourceLayer }) => uses.find(({ layer }) => layer === sourceLayer)?.id,
  );
  return { uses, inputs };
}
