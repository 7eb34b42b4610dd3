export { isDryRunning, recoverEngine } from './aside';
export { dryRun, type DryRun, type DryRunOptions } from './dryRun';
export { installBlueprint } from './install';
export { conv2dInfo, fresh, type KernelCall, type ShapeKernels } from './kernels';
export type { LayerCost } from './ledger';
export { madeBytes } from './made';
export type { Purpose, Shares } from './meter';
export {
  copyOptimizer,
  nameOf,
  optimizerNames,
  type OptimizerLike,
  type OptimizerName,
} from './optimizers';
export type { Attachment, BackendTraits } from './traits';
export { bytesOf } from './tensorflow';
