import type { Cell } from './notebook';

const validId = /^[a-zA-Z0-9_-]{1,64}$/;

/** A fresh cell id, eight hexadecimal digits as Jupyter's; `random` gives numbers from 0 to 1. */
export function newCellId(random: () => number): string {
  return toHex(Math.floor(random() * 2 ** 32));
}

/** Whether nbformat 4.5 allows this cell id. */
function isCellId(id: unknown): id is string {
  return typeof id === 'string' && validId.test(id);
}

/**
 * The cells with every id valid and unique: the first cell with an id keeps it; missing, invalid and
 * repeated ones are derived from the cell's content, so that opening a file twice gives the same ids.
 */
export function withUniqueIds(cells: readonly Cell[]): readonly Cell[] {
  const taken = new Set<string>();
  const keepers = new Set<number>();
  for (const [index, { id }] of cells.entries()) {
    if (isCellId(id) && !taken.has(id)) {
      taken.add(id);
      keepers.add(index);
    }
  }
  if (keepers.size === cells.length) {
    return cells;
  }
  /** Where the search for a free id goes on, by first candidate: many cells may be equal. */
  const candidates = new Map<number, number>();
  return cells.map((cell, index) => {
    if (keepers.has(index)) {
      return cell;
    }
    const first = hash(cell.source, hash(cell.type, 0));
    let candidate = candidates.get(first) ?? first;
    while (taken.has(toHex(candidate))) {
      candidate = (candidate + goldenRatio) >>> 0;
    }
    candidates.set(first, candidate);
    taken.add(toHex(candidate));
    return { ...cell, id: toHex(candidate) };
  });
}

/** 2 ** 32 divided by the golden ratio, odd: steps through all ids and spreads them well. */
const goldenRatio = 0x9e3779b9;

function toHex(value: number): string {
  return value.toString(16).padStart(8, '0');
}

/** FNV-1a over UTF-16 units. */
function hash(text: string, seed: number): number {
  let value = (seed ^ 0x811c9dc5) >>> 0;
  for (let index = 0; index < text.length; index += 1) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193) >>> 0;
  }
  return value;
}
