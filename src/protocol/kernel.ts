import type { JsonObject } from './json';
import type { MimeBundle } from './mime';

/** The rungs of the backend ladder, best first. */
export const backendNames = ['cuda', 'webgpu', 'tensorflow', 'wasm', 'cpu'] as const;

/** One rung of the backend ladder. */
export type BackendName = (typeof backendNames)[number];

/** Where the kernel lives: its own process (default) or a worker thread of its host. */
export type KernelHost = 'process' | 'worker';

/** What became of one rung of the ladder. */
export interface BackendReport {
  readonly name: BackendName;
  /** `running`: the kernel uses it; `available`: it would work; `unavailable`: it cannot be used. */
  readonly status: 'running' | 'available' | 'unavailable' | 'not-tried';
  /** What is behind it with versions, e.g. `@tensorflow/tfjs-backend-wasm 4.22.0`. */
  readonly version?: string;
  /** What it computes on, in words, e.g. `2 threads, SIMD`. */
  readonly device?: string;
  /** Measured on products of small square matrices, GFLOP/s; a multiply-add is two operations. */
  readonly speed?: number;
  /** What its tensors can take at most, bytes; absent where nobody says. */
  readonly memory?: number;
  /** Why it is not used, one sentence. */
  readonly reason?: string;
  /** What the learner can do about it, one sentence. */
  readonly remedy?: string;
}

/** What a kernel says of itself once it is ready. */
export interface KernelInfo {
  readonly pid: number;
  readonly host: KernelHost;
  readonly nodeVersion: string;
  readonly tfVersion: string;
  readonly backend: BackendName;
  /** All rungs, best first. */
  readonly ladder: readonly BackendReport[];
}

/** The cell that a request runs. */
export interface CellIdentity {
  /** nbformat's cell id: stable over edits, reruns and saves. */
  readonly cellId: string;
  /** The `//# sourceURL` of the cell: its document uri. */
  readonly uri: string;
  /** How a learner finds it, e.g. `Cell 3`: its place among the code cells, from 1. */
  readonly label: string;
}

/** Run one cell. */
export interface ExecuteRequest {
  readonly cell: CellIdentity;
  readonly code: string;
}

/** One line of a stack, in the learner's coordinates (line and column from 1). */
export interface StackFrame {
  /** Empty at the top level of a cell. */
  readonly functionName: string;
  /** Set when the frame lies in a cell. */
  readonly cell?: CellIdentity;
  /** Path or url when the frame lies in a file. */
  readonly file?: string;
  readonly line: number;
  readonly column: number;
}

/** A thrown value, ready to be shown. */
export interface KernelError {
  readonly name: string;
  readonly message: string;
  readonly frames: readonly StackFrame[];
  /** The `cause` chain, outermost first (this error's own cause is `causes[0]`). */
  readonly causes: readonly KernelError[];
  /** nbformat's traceback: name, message, frames as `at f (Cell 3, line 7, column 5)`, causes. */
  readonly traceback: readonly string[];
}

/** What happens while a cell runs: Jupyter's messages, plus `progress`. */
export type KernelEvent =
  | { readonly type: 'stream'; readonly name: 'stdout' | 'stderr'; readonly text: string }
  | { readonly type: 'display'; readonly displayId: string; readonly bundle: MimeBundle }
  | { readonly type: 'update-display'; readonly displayId: string; readonly bundle: MimeBundle }
  | { readonly type: 'error'; readonly error: KernelError }
  /** News for a picture that is shown already, beside the outputs; lost where nobody draws. */
  | { readonly type: 'view-message'; readonly mime: string; readonly message: ViewMessage }
  | {
      readonly type: 'progress';
      /** What is being done, for a status line. */
      readonly message: string;
      /** 0 to 1; absent when unknown. */
      readonly fraction?: number;
    };

/** What becomes an output of a cell, or changes one. */
export type OutputEvent = Exclude<KernelEvent, { type: 'progress' | 'view-message' }>;

/** A message to every view of one id. */
export type ViewMessage = JsonObject & { readonly type: string; readonly viewId: string };

/** What the kernel holds at the moment. */
export interface MemoryReport {
  readonly numTensors: number;
  readonly tensorBytes: number;
  /**
   * What the backend has taken for tensors, bytes: wasm's heap, the buffers on a GPU; those of freed
   * tensors count that are kept to be used again. Absent where it does not say.
   */
  readonly reservedBytes?: number;
  /** Resident set of the kernel's process, bytes. */
  readonly rss: number;
}

/** How a request ended. */
export type ExecuteStatus = 'ok' | 'error' | 'interrupted';

/** Host -> kernel, over the one channel. */
export type HostMessage =
  | { readonly type: 'execute'; readonly requestId: number; readonly request: ExecuteRequest }
  /** Worker host only: a process hears of interrupts through its control thread. */
  | {
      readonly type: 'interrupt';
      readonly requestId: number;
      readonly sequence: number;
      readonly isTerminated: boolean;
    }
  /** What the learner did in a picture: `stop` ends the training that the view shows. */
  | { readonly type: 'view-action'; readonly viewId: string; readonly action: 'stop' }
  | { readonly type: 'shutdown' };

/** Kernel -> host, over the one channel. */
export type KernelMessage =
  | { readonly type: 'ready'; readonly info: KernelInfo }
  | { readonly type: 'event'; readonly requestId: number; readonly event: KernelEvent }
  | { readonly type: 'done'; readonly requestId: number; readonly status: ExecuteStatus }
  /** Something a cell left running did after the cell had ended. */
  | { readonly type: 'late-event'; readonly cellId: string; readonly event: KernelEvent }
  | { readonly type: 'memory'; readonly memory: MemoryReport }
  /** A cell called `process.exit`; the kernel ends right after. */
  | { readonly type: 'exiting'; readonly code: number }
  | { readonly type: 'failed-to-start'; readonly reason: string };
