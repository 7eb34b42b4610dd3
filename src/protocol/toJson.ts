import type { Json } from './json';

/** A payload as the JSON that it becomes in a file. */
export function toJson(payload: object): Json {
  return JSON.parse(JSON.stringify(payload)) as Json;
}
