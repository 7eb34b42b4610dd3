/** What is registered by its name: `tf.Variable`. */
interface Named {
  readonly name: string;
}

/** Variables by name that lives nowhere but in the table are gone from it. */
export interface WeakTable<Value extends object> {
  /** Looks and behaves as the plain object that tfjs expects. */
  readonly table: Record<string, Value>;
  /** Forgets the names of what was collected. */
  readonly prune: () => void;
}

/**
 * A table that does not keep alive what it lists. tfjs registers every variable by its name in a
 * plain object and so holds each model for ever; here a model goes with its last reference.
 */
export function createWeakTable<Value extends object = Named>(
  initial: Readonly<Record<string, Value>> = {},
): WeakTable<Value> {
  const references = new Map<string, WeakRef<Value>>();
  const read = (name: string | symbol): Value | undefined =>
    typeof name === 'string' ? references.get(name)?.deref() : undefined;
  const table = new Proxy<Record<string, Value>>(
    {},
    {
      get: (_, name) => read(name),
      has: (_, name) => read(name) !== undefined,
      set: (_, name, value: Value) => {
        references.set(String(name), new WeakRef(value));
        return true;
      },
      deleteProperty: (_, name) => {
        references.delete(String(name));
        return true;
      },
      ownKeys: () => [...references.keys()].filter((name) => read(name) !== undefined),
      getOwnPropertyDescriptor: (_, name) => {
        const value = read(name);
        return value && { value, writable: true, enumerable: true, configurable: true };
      },
    },
  );
  Object.assign(table, initial);
  return {
    table,
    prune: () => {
      for (const [name, reference] of references) {
        if (reference.deref() === undefined) {
          references.delete(name);
        }
      }
    },
  };
}
