import type { Json, JsonObject } from '../protocol/json';
import type { Extras } from './notebook';

/** What `object` holds beside the fields `known` (in their usual order), and its unusual order. */
export function extrasOf(object: JsonObject, known: readonly string[]): Extras {
  const names = Object.keys(object);
  const unknown = Object.entries(object).filter(([name]) => !known.includes(name));
  const usual = [
    ...known.filter((name) => Object.hasOwn(object, name)),
    ...unknown.map(([name]) => name),
  ];
  const isUsual = names.every((name, index) => name === usual[index]);
  return {
    ...(unknown.length > 0 && { rest: Object.fromEntries(unknown) }),
    ...(!isUsual && { fieldOrder: names }),
  };
}

/** The reverse: known fields (in their usual order), then unknown ones, or in the file's order. */
export function withExtras(known: JsonObject, { rest, fieldOrder }: Extras): JsonObject {
  const all: JsonObject = rest === undefined ? known : { ...known, ...rest, ...known };
  if (fieldOrder === undefined) {
    return all;
  }
  const names = new Set([
    ...fieldOrder.filter((name) => Object.hasOwn(all, name)),
    ...Object.keys(all),
  ]);
  const entries: [string, Json][] = [];
  for (const name of names) {
    const value = all[name];
    if (value !== undefined) {
      entries.push([name, value]);
    }
  }
  return Object.fromEntries(entries);
}
