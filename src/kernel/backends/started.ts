import type { BackendName, BackendReport } from '../../protocol/kernel';

/** The one `tf` of a kernel: what `import * as tf from '@tensorflow/tfjs'` gives a cell. */
export type Tf = typeof import('@tensorflow/tfjs');

/** What the choice of a backend depends on. */
export interface StartOptions {
  /** `auto` takes the best rung that works; a name takes that rung or fails. */
  readonly preferred: BackendName | 'auto';
  /** The notebook's folder: its own tf packages are looked up from here first. */
  readonly folder: string;
  /** Gets one line for each thing worth knowing when something goes wrong. */
  readonly log: (line: string) => void;
}

/** A running backend. */
export interface Started {
  readonly tf: Tf;
  /** The rung that runs. */
  readonly name: BackendName;
  /** What became of each rung, best first. */
  readonly ladder: readonly BackendReport[];
  /** Tensors alive at the moment. */
  readonly memory: () => { readonly numTensors: number; readonly tensorBytes: number };
  /** Frees what the backend holds (its threads, its heap); the tensors are gone. */
  readonly dispose: () => void;
}
