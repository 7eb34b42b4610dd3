/** A series of measurements in short. */
export interface Summary {
  readonly median: number;
  readonly p90: number;
  readonly count: number;
}

/** Median, 90th percentile and number of the measurements. */
export function summarize(values: readonly number[]): Summary {
  return { median: quantile(values, 0.5), p90: quantile(values, 0.9), count: values.length };
}

function quantile(values: readonly number[], fraction: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const place = (sorted.length - 1) * fraction;
  const below = sorted[Math.floor(place)] ?? Number.NaN;
  const above = sorted[Math.ceil(place)] ?? Number.NaN;
  return Number((below + (above - below) * (place % 1)).toPrecision(4));
}

/** Collects the measurements of every contender. */
export class Series {
  readonly #values = new Map<string, number[]>();

  add(contender: string, value: number | undefined): void {
    if (value === undefined) {
      return;
    }
    const values = this.#values.get(contender);
    if (values === undefined) {
      this.#values.set(contender, [value]);
    } else {
      values.push(value);
    }
  }

  summaries(): Readonly<Record<string, Summary>> {
    return Object.fromEntries(
      [...this.#values].map(([contender, values]) => [contender, summarize(values)]),
    );
  }
}
