// Values that look random and are the same here and in Python (values.py): a hash of their position.

/** What a weight is for; decides its spread. */
export type WeightKind = 'kernel' | 'gamma' | 'variance' | 'bias';

/** The seed of a tensor: FNV-1a of its name. */
function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (const character of text) {
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  }
  return hash;
}

/** Number `index` of the tensor `seed`, from -1 to below 1. */
function noiseAt(seed: number, index: number): number {
  let x = (index + seed) >>> 0;
  x = Math.imul(x ^ (x >>> 16), 0x21f0aaad);
  x = Math.imul(x ^ (x >>> 15), 0x735a2d97);
  return ((x ^ (x >>> 15)) >>> 0) / 2 ** 31 - 1;
}

/** The numbers of a tensor by name; `at` gives one by its place in row-major order. */
export function noise(name: string): (at: number) => number {
  const seed = fnv1a(name);
  return (at) => noiseAt(seed, at);
}

/** The same for a weight, spread as its kind needs. */
export function weightValues(
  name: string,
  kind: WeightKind,
  fanIn: number,
): (at: number) => number {
  const value = noise(name);
  switch (kind) {
    case 'kernel': {
      // He's uniform: keeps the spread through ReLUs.
      const bound = Math.sqrt(6 / fanIn);
      return (at) => value(at) * bound;
    }
    case 'gamma':
      return (at) => 1 + 0.2 * value(at);
    case 'variance':
      return (at) => 1 + 0.3 * value(at);
    case 'bias':
      return (at) => 0.1 * value(at);
  }
}
