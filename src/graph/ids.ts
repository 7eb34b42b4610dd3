import { placesInside, type PlaceOf } from './places';
import { isModel, type LayersModel } from './tensorflow';
import type { Application, Level } from './walk';

/** Names the applications of layers as they are visited. */
export interface Ids {
  /** A layer's name; of its further uses, with `#2`... */
  readonly unique: (name: string) => string;
  /** What a walk does where a layer is a model: its layers get its id before theirs. */
  readonly enter: <Output>(
    application: Application<Output>,
    inner: LayersModel,
  ) => Pick<Level<Output>, 'prefix' | 'placeOf'>;
}

/** Ids of one walk: the same in every walk of a model. */
export function createIds(): Ids {
  const uses = new Map<string, number>();
  const unique = (name: string) => {
    const use = (uses.get(name) ?? 0) + 1;
    uses.set(name, use);
    return use === 1 ? name : `${name}#${use}`;
  };
  return {
    unique,
    enter({ layer, level }, inner) {
      const id = unique(level.prefix + layer.name);
      const name = id.slice(level.prefix.length);
      // A recomputed block is part of its network, whose metadata has the places of its layers too.
      const known: PlaceOf = isModel(layer) ? () => [] : level.placeOf;
      const placeOf = placesInside(inner, name, level.placeOf(layer), known);
      return { prefix: `${id}/`, placeOf };
    },
  };
}
