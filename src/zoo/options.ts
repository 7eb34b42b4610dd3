/** What an option may be: the check, and its words for the error. */
export interface Rule {
  readonly allowed: string;
  readonly holds: (value: unknown) => boolean;
}

/** A rule for each option of a builder: what is not in the table is no option. */
export type Rules<Options> = { readonly [Name in keyof Required<Options>]: Rule };

/**
 * Stops a builder whose options cannot be used: names the option, what came and what may come. An
 * option that is `undefined` was not given.
 */
export function checkOptions<Options extends object>(
  builder: string,
  options: Options,
  rules: Rules<Options>,
): void {
  if (!isRecord(options)) {
    throw new TypeError(
      `${builder}: expected an object of options, such as { ${Object.keys(rules)[0] ?? ''}: ... }. ` +
        `Received ${inWords(options)}`,
    );
  }
  const known = rules as { readonly [name: string]: Rule };
  for (const [name, value] of Object.entries(options as { readonly [name: string]: unknown })) {
    const rule = Object.hasOwn(known, name) ? known[name] : undefined;
    if (rule === undefined) {
      // A misspelt option would silently build another network.
      throw new RangeError(
        `${builder}: there is no option ${name}. Allowed options: ${Object.keys(rules).join(', ')}`,
      );
    }
    if (value !== undefined) {
      expectOption(rule.holds(value), builder, { [name]: value }, rule.allowed);
    }
  }
}

/** Stops a builder for an option that only others make wrong; prefer a rule in the table. */
export function expectOption(
  holds: boolean,
  builder: string,
  option: { readonly [name: string]: unknown },
  allowed: string,
): asserts holds {
  if (!holds) {
    const received = Object.entries(option).map(([name, value]) => `${name}=${inWords(value)}`);
    throw new RangeError(
      `${builder}: ${Object.keys(option)[0] ?? 'options'} should be ${allowed}. ` +
        `Received ${received.join(', ')}`,
    );
  }
}

/** A whole number from `from` on. */
export function whole(from = 1): Rule {
  return {
    allowed: `a whole number, ${from} or more`,
    holds: (value) => Number.isSafeInteger(value) && (value as number) >= from,
  };
}

/** Any number but NaN and the infinite ones. */
export const finite: Rule = { allowed: 'a number', holds: (value) => Number.isFinite(value) };

/** A number from `least` on. */
export function from(least: number): Rule {
  return {
    allowed: `a number, ${least} or more`,
    holds: (value) => finite.holds(value) && (value as number) >= least,
  };
}

/** A number above 0, at most `most`. */
export function positive(most: number): Rule {
  return {
    allowed: `a number above 0, at most ${most}`,
    holds: (value) => typeof value === 'number' && value > 0 && value <= most,
  };
}

/** One of the values listed. */
export function oneOf(...values: readonly (string | number | boolean | null)[]): Rule {
  const words = values.map((value) => (typeof value === 'string' ? `'${value}'` : String(value)));
  const last = words.pop() ?? '';
  return {
    allowed: words.length === 0 ? last : `${words.join(', ')} or ${last}`,
    holds: (value) => values.includes(value as string),
  };
}

/** A list of values that each keep the rule, of `length` where that is fixed. */
export function listOf(rule: Rule, length?: number): Rule {
  return {
    allowed: `a list of ${length ?? 'one or more'}, each ${rule.allowed}`,
    holds: (value) =>
      Array.isArray(value) &&
      (length === undefined ? value.length > 0 : value.length === length) &&
      value.every((item) => rule.holds(item)),
  };
}

/** `true` or `false`. */
export const flag = oneOf(true, false);

/** The part of units that dropout leaves out. */
export const rate: Rule = {
  allowed: 'a rate from 0 to below 1',
  holds: (value) => typeof value === 'number' && value >= 0 && value < 1,
};

/** `[height, width, channels]`, all known. */
export const imageShape: Rule = {
  allowed: '[height, width, channels], whole numbers, 1 or more',
  holds: (value) =>
    Array.isArray(value) && value.length === 3 && value.every((size) => whole().holds(size)),
};

/** A name that is not empty. */
export const text: Rule = {
  allowed: 'a name, a string that is not empty',
  holds: (value) => typeof value === 'string' && value !== '',
};

/** A name such as 'zeros', or what `tf.initializers` make. */
export const initializer: Rule = {
  allowed: "a name such as 'zeros', or an initializer made by tf.initializers",
  holds: (value) => text.holds(value) || (isRecord(value) && 'apply' in value),
};

function isRecord(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A value as an error or a note names it. */
export function inWords(value: unknown): string {
  if (typeof value === 'function') {
    return 'a function';
  }
  // JSON has no NaN, no undefined and no bigint.
  return typeof value === 'number' || typeof value === 'bigint' || value === undefined
    ? String(value)
    : JSON.stringify(value);
}
