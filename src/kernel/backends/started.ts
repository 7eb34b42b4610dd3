import type { Machine } from '../../learn';
import type { BackendName, BackendReport, MemoryReport } from '../../protocol/kernel';

/** The one `tf` of a kernel: what `import * as tf from '@tensorflow/tfjs'` gives a cell. */
export type Tf = typeof import('@tensorflow/tfjs');

/** What the choice of a backend depends on. */
export interface StartOptions {
  /** `auto` takes the best rung that works; a name takes that rung or fails. */
  readonly preferred: BackendName | 'auto';
  /** The notebook's folder: its own tf packages and `file://` paths are looked up from here. */
  readonly folder: string;
  /** Gets one line for each thing worth knowing when something goes wrong. */
  readonly log: (line: string) => void;
  /** How long a native package may take to show that it works, milliseconds. */
  readonly probeTimeout?: number;
  /** Gets what goes wrong on the device outside of an operation. Default: a warning of the process. */
  readonly onFailure?: (error: Error) => void;
}

/** A running backend. */
export interface Started {
  readonly tf: Tf;
  /** The rung that runs. */
  readonly name: BackendName;
  /** What became of each rung, best first. */
  readonly ladder: readonly BackendReport[];
  /** Tensors alive at the moment. */
  readonly memory: () => Omit<MemoryReport, 'rss'>;
  /** Waits for what the device still has to do, and for its recovery if it was lost. */
  readonly settle: () => Promise<void>;
  /** What there is to compute with at the moment. */
  readonly machine: () => Machine;
  /** Frees what the backend holds (its threads, its heap); the tensors are gone. */
  readonly dispose: () => void;
}

/** What one rung gives when it works. */
export interface Rung {
  readonly tf: Tf;
  readonly version: string;
  readonly device: string;
  /** The GPU's name; absent on a processor, and where one plays the GPU. */
  readonly gpu?: string;
  /** What its device has for tensors, bytes; absent where nobody says. */
  readonly memory?: number;
  /** Bytes that the backend holds on its device, with those that it keeps to use them again. */
  readonly reservedBytes?: () => number;
  /** See `Started.settle`. */
  readonly settle?: () => Promise<void>;
}

/** Why a rung cannot be used. */
export interface Absence {
  /** One sentence. */
  readonly reason: string;
  /** One sentence: what the learner can do. Absent when nothing helps. */
  readonly remedy?: string;
}

/** A backend that was asked for by name cannot be used. */
export class BackendUnavailableError extends Error {
  override readonly name = 'BackendUnavailableError';
  /** What became of each rung, best first. */
  readonly ladder: readonly BackendReport[];

  constructor(name: BackendName, absence: Absence, ladder: readonly BackendReport[]) {
    super(
      [`The backend ${name} was asked for and cannot be used.`, absence.reason, absence.remedy]
        .filter((sentence) => sentence !== undefined)
        .join(' '),
    );
    this.ladder = ladder;
  }
}
