/** Anything that `JSON.parse(JSON.stringify(x))` gives back unchanged. */
export type Json =
  string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** A JSON object with unknown members. */
export type JsonObject = { readonly [key: string]: Json };

/** Narrows `unknown` to an object that can be looked into. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Ends a `switch` over a closed set; reached only when data lies about its type. */
export function assertNever(value: never, what: string): never {
  throw new Error(`${what} is not one of the known kinds. Received ${JSON.stringify(value)}`);
}
