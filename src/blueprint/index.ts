export { recoverEngine } from './aside';
export { dryRun, type DryRun, type DryRunOptions } from './dryRun';
export { installBlueprint } from './install';
export { conv2dInfo, type KernelCall, type ShapeKernels } from './kernels';
export type { LayerCost } from './ledger';
export type { Purpose, Shares } from './meter';
export { nameOf, type OptimizerLike, type OptimizerName } from './optimizers';
export type { Attachment, BackendTraits } from './traits';
