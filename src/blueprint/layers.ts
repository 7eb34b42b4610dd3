import type { Layer, LayersModel, Tf } from './tensorflow';

/** A layer of a model, with its place in it. */
export interface PlacedLayer {
  /** The layer's name, after those of the models that it is in: `base/conv1`. */
  readonly name: string;
  readonly layer: Layer;
}

/** The layers of a model in their order; a model used as a layer is opened. */
export function placedLayers(tf: Tf, model: LayersModel, prefix = ''): readonly PlacedLayer[] {
  const seen = new Set<Layer>();
  const visit = (at: LayersModel, before: string): PlacedLayer[] =>
    at.layers.flatMap((layer) => {
      if (seen.has(layer)) {
        return [];
      }
      seen.add(layer);
      const name = before + layer.name;
      return layer instanceof tf.LayersModel ? visit(layer, `${name}/`) : [{ name, layer }];
    });
  return visit(model, prefix);
}

/** A layer with all that it has in its fields: those inside of wrappers, cells, blocks and models. */
export function everyLayer(tf: Tf, root: Layer): ReadonlySet<Layer> {
  const { Layer: Base } = tf.layers;
  const found = new Set<Layer>();
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) {
      value.filter((item) => item instanceof Base).forEach(visit);
    } else if (value instanceof Base && !found.has(value)) {
      found.add(value);
      fieldsOf(value).forEach(visit);
    }
  };
  visit(root);
  return found;
}

/** The values of an object's own fields; getters are not run. */
function fieldsOf(object: object): unknown[] {
  return Object.values(Object.getOwnPropertyDescriptors(object)).map(({ value }): unknown => value);
}

/** Returns a function that gives an object's own fields the values that they have now. */
export function rememberFields(object: object): () => void {
  const before: PropertyDescriptorMap = Object.getOwnPropertyDescriptors(object);
  return () => {
    for (const name of Object.getOwnPropertyNames(object)) {
      const then = before[name];
      if (then === undefined) {
        Reflect.deleteProperty(object, name);
      } else if (Object.getOwnPropertyDescriptor(object, name)?.value !== then.value) {
        Object.defineProperty(object, name, then);
      }
    }
  };
}
