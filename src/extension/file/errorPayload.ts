import type { ErrorPayload } from '../../protocol/error';
import type { KernelError } from '../../protocol/kernel';

/** A kernel's error, its places tied to cells. */
export function errorToPayload(error: KernelError): ErrorPayload {
  const { name, message, traceback } = error;
  const summary = message === '' ? name : `${name}: ${message.split('\n', 1)[0] ?? ''}`;
  return { summary, ename: name, evalue: message, traceback, cells: cellsOf(error) };
}

function cellsOf(error: KernelError): { readonly [label: string]: string } {
  const own = error.frames.flatMap(({ cell }) =>
    cell === undefined ? [] : [[cell.label, cell.cellId] as const],
  );
  return Object.assign({}, ...error.causes.map(cellsOf), Object.fromEntries(own)) as {
    readonly [label: string]: string;
  };
}
