import type { BackendName, KernelHost } from '../protocol/kernel';

/** What a kernel is told when it is started: by argument in a process, as data in a worker. */
export interface StartUp {
  readonly host: KernelHost;
  /** The notebook's folder. */
  readonly folder: string;
  readonly backend: BackendName | 'auto';
  /** Worker only: the memory shared with the thread that may interrupt it. */
  readonly flags?: Int32Array;
}

/** File descriptor of a process kernel's control pipe: after stdin, stdout, stderr and the channel. */
export const controlFd = 4;
