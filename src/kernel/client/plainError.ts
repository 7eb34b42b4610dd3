import type { KernelError } from '../../protocol/kernel';

/** An error that has no place in a cell: the kernel or its supervisor has to report it. */
export function plainError(name: string, message: string): KernelError {
  return { name, message, frames: [], causes: [], traceback: [`${name}: ${message}`] };
}
