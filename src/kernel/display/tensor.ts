import type { Tensor, Variable } from '@tensorflow/tfjs';

import type { MimeBundle } from '../../protocol/mime';
import { gridText, shownIndices, shownOffsets } from './grid';
import { ownData, shorten } from './inspect';
import { tableToHtml } from '../../pictures/textTable';
import { numberFormat, shortNumber } from './numbers';

/** More values than this are not fetched: the range is then that of the first ones. */
const maxValues = 2 ** 22;

type Values = ArrayLike<number> | readonly string[];

/** Whether a value is a tensor of any copy of tfjs. */
export function isTensor(value: unknown): value is Tensor {
  const candidate = value as Partial<Tensor>;
  return (
    Array.isArray(ownData(value, 'shape')) &&
    typeof ownData(value, 'dtype') === 'string' &&
    typeof candidate.data === 'function' &&
    typeof candidate.throwIfDisposed === 'function'
  );
}

/** A tensor as shape, dtype, range and values. Leaves no tensor behind. */
export async function tensorToBundle(tensor: Tensor): Promise<MimeBundle> {
  const head = headline(tensor);
  if (tensor.isDisposed) {
    return { 'text/plain': `${head}, disposed` };
  }
  let values: Values;
  try {
    values = await readValues(tensor);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { 'text/plain': `${head}: its values cannot be read (${shorten(reason, 300)})` };
  }
  return describe(tensor, values, head);
}

/** Kind, shape and dtype, e.g. `Tensor [2,3] float32`. */
function headline(tensor: Tensor): string {
  const variable = tensor as Partial<Variable>;
  const kind =
    typeof variable.trainable === 'boolean' ? `Variable ${variable.name ?? ''}` : 'Tensor';
  return `${kind.trim()} [${tensor.shape.join(',')}] ${tensor.dtype}`;
}

// `data()` and not `dataSync()`: WebGPU has no synchronous read.
async function readValues(tensor: Tensor): Promise<Values> {
  if (tensor.size <= maxValues) {
    return await tensor.data();
  }
  const flat = tensor.reshape([tensor.size]);
  const head = flat.slice([0], [maxValues]);
  flat.dispose();
  try {
    return await head.data();
  } finally {
    head.dispose();
  }
}

function describe({ shape, dtype, size }: Tensor, values: Values, head: string): MimeBundle {
  const isWhole = size <= maxValues;
  const title = `${head}${statistics(values, dtype, isWhole ? '' : ` of the first ${maxValues} values`)}`;
  if (size === 0) {
    return { 'text/plain': `${head}, empty` };
  }
  const shownShape = isWhole ? shape : [16];
  const textAt = valueFormat(values, dtype, shownOffsets(shownShape));
  const grid = gridText(shownShape, textAt);
  const text = `${title}\n${isWhole ? grid : grid.replace(/\]$/, ' ...]')}`;
  if (!isWhole || shape.length === 0 || shape.length > 2) {
    return { 'text/plain': text };
  }
  return { 'text/plain': text, 'text/html': table(shape, title, textAt) };
}

function table(shape: readonly number[], caption: string, textAt: (i: number) => string): string {
  const columnCount = shape.at(-1) ?? 1;
  const rowCount = shape.length === 2 ? (shape[0] ?? 1) : 1;
  const columns = shownIndices(columnCount, 12, 5);
  const rows = shownIndices(rowCount, 12, 5);
  const dots = '…';
  return tableToHtml({
    caption,
    columns: columns.map((column) => (column === undefined ? dots : String(column))),
    rowLabels: rows.map((row) => (row === undefined ? dots : String(row))),
    rows: rows.map((row) =>
      columns.map((column) =>
        row === undefined || column === undefined ? dots : textAt(row * columnCount + column),
      ),
    ),
  });
}

function valueFormat(
  values: Values,
  dtype: Tensor['dtype'],
  shown: readonly number[],
): (offset: number) => string {
  const at = (offset: number): number | string => values[offset] ?? Number.NaN;
  if (dtype === 'string') {
    return (offset) => JSON.stringify(shorten(String(at(offset)), 60));
  }
  if (dtype === 'bool') {
    return (offset) => (at(offset) === 0 ? 'false' : 'true');
  }
  const numberAt = (offset: number) => Number(at(offset));
  if (dtype === 'complex64') {
    const parts = shown.flatMap((offset) => [numberAt(2 * offset), numberAt(2 * offset + 1)]);
    const format = numberFormat(parts, false);
    return (offset) => {
      const imaginary = format(numberAt(2 * offset + 1));
      const sign = imaginary.startsWith('-') ? '' : '+';
      return `${format(numberAt(2 * offset))}${sign}${imaginary}i`;
    };
  }
  const format = numberFormat(shown.map(numberAt), dtype === 'int32');
  return (offset) => format(numberAt(offset));
}

/** Range and mean of the finite values, and how many others there are. */
function statistics(values: Values, dtype: Tensor['dtype'], scope: string): string {
  if (dtype === 'string' || dtype === 'complex64' || values.length < 2) {
    return '';
  }
  let min = Infinity;
  let max = -Infinity;
  let sum = 0;
  let nans = 0;
  let infinities = 0;
  for (let index = 0; index < values.length; index += 1) {
    const value = values[index] as number;
    if (Number.isFinite(value)) {
      min = Math.min(min, value);
      max = Math.max(max, value);
      sum += value;
    } else if (Number.isNaN(value)) {
      nans += 1;
    } else {
      infinities += 1;
    }
  }
  const count = values.length - nans - infinities;
  if (dtype === 'bool') {
    return `, ${sum} of ${count} true${scope}`;
  }
  const range =
    count === 0
      ? []
      : [`min ${shortNumber(min)}`, `max ${shortNumber(max)}`, `mean ${shortNumber(sum / count)}`];
  const odd = [nans > 0 ? `${nans} NaN` : '', infinities > 0 ? `${infinities} infinite` : ''];
  const parts = [...range, ...odd.filter((part) => part !== '')];
  return `, ${parts.join(', ')}${scope}`;
}
