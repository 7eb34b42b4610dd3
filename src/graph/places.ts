import { fieldOf, isModel, type Layer, type LayersModel } from './tensorflow';

type Place = readonly string[];

/** Where a layer stands in the hierarchy, outermost first; `[]` at the top. */
export type PlaceOf = (layer: Layer) => Place;

/**
 * Where the layers of a model stand in its hierarchy: by the field `scope` of a layer (`['conv2',
 * 'block1']`), or, after loading, by the model's metadata, which the zoo fills with the same.
 */
export function placesIn(model: LayersModel): PlaceOf {
  const saved = savedPlaces(model);
  const first = placesOfFirstModel(model);
  return (layer) => {
    const own = toPlace(fieldOf(layer, 'scope')) ?? toPlace(saved[layer.name]) ?? [];
    return [...(first.get(layer) ?? []), ...own];
  };
}

/**
 * Places in a model that another uses as a layer: below that layer's own, under its name. A block of a
 * network may carry the network's places on its own layers; they are said once.
 */
export function placesInside(
  inner: LayersModel,
  name: string,
  around: Place,
  placeOf: PlaceOf,
): PlaceOf {
  const own = placesIn(inner);
  return (layer) => {
    const place = [own(layer), placeOf(layer)].find(({ length }) => length > 0) ?? [];
    const isSaid = around.every((part, index) => place[index] === part);
    return [...around, name, ...(isSaid ? place.slice(around.length) : place)];
  };
}

/** Metadata comes out of a file that anyone may have written. */
function savedPlaces(model: LayersModel): { readonly [layer: string]: unknown } {
  const metadata = recordOf(model.getUserDefinedMetadata());
  return recordOf(recordOf(metadata['tsnb'])['scopes']);
}

function recordOf(value: unknown): { readonly [key: string]: unknown } {
  return typeof value === 'object' && value !== null ? (value as { [key: string]: unknown }) : {};
}

function toPlace(value: unknown): Place | undefined {
  return Array.isArray(value) && value.every((part) => typeof part === 'string')
    ? value
    : undefined;
}

/** A sequential model takes the layers of a first model as its own and forgets where they are from. */
function placesOfFirstModel(model: LayersModel): ReadonlyMap<Layer, Place> {
  const [first] = model.layers;
  return model.getClassName() === 'Sequential' && isModel(first)
    ? new Map(first.layers.map((layer) => [layer, [first.name]]))
    : new Map();
}
