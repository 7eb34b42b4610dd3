import type { Shape } from '../protocol/architecture';
import type { Json } from '../protocol/json';

/** 60965224 -> `60,965,224`: the same in every locale, so that a saved picture never changes. */
export function exactCount(count: number): string {
  const [whole = '0', fraction] = String(Math.round(count * 100) / 100).split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}

function scaled(count: number, base: number, units: readonly string[]): string {
  let value = count;
  let unit = 0;
  // 999.5 of a unit would print as 1000 of it.
  while (value >= base * 0.9995 && unit < units.length - 1) {
    value /= base;
    unit += 1;
  }
  const digits = value >= 99.95 || unit === 0 ? 0 : value >= 9.995 ? 1 : 2;
  return `${value.toFixed(digits)}${units[unit] ?? ''}`;
}

/** Three digits, e.g. `37.8M`. */
export function shortCount(count: number): string {
  return scaled(count, 1000, ['', 'K', 'M', 'G', 'T', 'P']);
}

/** Three digits, e.g. `2.63 MB`. */
export function shortBytes(bytes: number): string {
  return scaled(bytes, 1000, [' bytes', ' kB', ' MB', ' GB', ' TB']);
}

/** Three digits, e.g. `0.0313`, `4.1e+20`. */
export function numberInWords(value: number): string {
  if (!Number.isFinite(value) || value === 0) {
    return String(value);
  }
  const size = Math.abs(value);
  return size >= 1e6 || size < 1e-4 ? value.toExponential(1) : String(Number(value.toPrecision(3)));
}

/** Parts of a whole in words, e.g. `62%`; never 0% of something nor 100% of less than all. */
export function share(part: number, whole: number): string {
  if (whole <= 0 || part <= 0) {
    return '0%';
  }
  if (part >= whole) {
    return '100%';
  }
  const percent = (100 * part) / whole;
  if (percent < 1) {
    return 'under 1%';
  }
  return `${Math.min(99, Math.round(percent))}%`;
}

/** `55×55×96`: one example, without the batch. */
export function shapeText(shape: Shape, separator = '×'): string {
  const sizes = shape.slice(1).map((size) => (size === null ? '?' : String(size)));
  return sizes.length === 0 ? 'a number' : sizes.join(separator);
}

/** A configuration value in words; deep values are cut, they come from a file. */
export function valueText(value: Json | undefined, depth = 0): string {
  if (value === undefined || value === null) {
    return 'none';
  }
  if (typeof value === 'string') {
    return value.replace(/(\d)x(?=\d)/g, '$1×');
  }
  if (typeof value === 'number' || typeof value === 'boolean') {
    return String(value);
  }
  if (depth > 2) {
    return '…';
  }
  if (Array.isArray(value)) {
    const parts: readonly Json[] = value;
    return parts.map((part) => valueText(part, depth + 1)).join('×');
  }
  const entries = Object.entries(value);
  return entries.map(([key, part]) => `${key} ${valueText(part, depth + 1)}`).join(', ');
}
