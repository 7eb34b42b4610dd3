import type { Outcome } from './case';
import type { Trace } from './trace';

/** What a process is to do. */
export type Task =
  | { readonly type: 'trace' }
  | {
      readonly type: 'compute';
      readonly backend: string;
      readonly layers: Trace['layers'];
      /** Only the cases whose name holds this. */
      readonly only: string;
      /** The first case to compute, by its place: those before are done. */
      readonly from: number;
      readonly repeat: boolean;
    };

/** What it says meanwhile. */
export type Message =
  | { readonly type: 'traced'; readonly trace: Trace }
  | { readonly type: 'absent'; readonly reason: string }
  | { readonly type: 'started'; readonly start: Start }
  /** Said before, so that a crash has a name. */
  | { readonly type: 'begin'; readonly index: number }
  | { readonly type: 'outcome'; readonly index: number; readonly outcome: Outcome };

/** A backend that runs. */
export interface Start {
  readonly version: string;
  readonly device: string;
  /** Names of all its kernels, and of cpu's. */
  readonly kernels: readonly string[];
  readonly cpuKernels: readonly string[];
  /** Of those, the ones that cpu computes for it. */
  readonly filled: readonly string[];
}
