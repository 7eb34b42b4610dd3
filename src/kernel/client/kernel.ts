import type { ExecuteRequest, KernelEvent, KernelInfo, MemoryReport } from '../../protocol/kernel';

/** How an interrupt ended: nothing ran; the cell stopped and all variables are kept; or it did not. */
export type InterruptResult = 'idle' | 'interrupted' | 'unresponsive';

/** Why a kernel is gone, in words for the learner. */
export interface KernelExit {
  /** e.g. `The kernel ran out of memory (JavaScript heap limit 4 GB).` */
  readonly reason: string;
  readonly code?: number;
  readonly signal?: string;
  /** Last lines of its stderr. */
  readonly stderr: string;
}

/**
 * A kernel as its users see it: the extension, the command line and the tests.
 * All traffic is plain data (src/protocol/kernel.ts); where the kernel lives is its own affair.
 */
export interface Kernel {
  /** Settles when the kernel is ready; rejects with the reason when it cannot start. */
  readonly info: Promise<KernelInfo>;
  /**
   * Runs one cell. The iterable ends when the cell has ended; a failed cell yields an `error` event
   * before that, and so does a kernel that died (its cause as the message). Abort = interrupt.
   * After a death the next `execute` starts a fresh kernel and says so on stderr first.
   */
  execute(request: ExecuteRequest, signal: AbortSignal): AsyncIterable<KernelEvent>;
  /** Climbs the interrupt ladder; never kills. */
  interrupt(): Promise<InterruptResult>;
  /** Passes on that the learner stopped what a view shows; nothing happens where nothing runs. */
  stopView(viewId: string): void;
  /** Ends the process and starts a fresh one; variables are lost. */
  restart(): Promise<void>;
  dispose(): Promise<void>;
  /** Something that a cell left running did after its end. Returns the unsubscribe function. */
  onLateEvent(listener: (cellId: string, event: KernelEvent) => void): () => void;
  onDidExit(listener: (exit: KernelExit) => void): () => void;
  onMemory(listener: (memory: MemoryReport) => void): () => void;
}
