/**
 * The kernels that training needs and TensorFlow.js' wasm backend lacks or has in scalar code, in
 * AssemblyScript. They work on that backend's own heap: every `usize` is an address in it. There is
 * no data segment, no stack and no state, so that a kernel may be cut off at any instruction; what
 * memory it needs besides its operands (`scratch`) the caller hands over.
 *
 * Images are [height, width, channels]; numbers are 32-bit floats.
 */
export { averagePoolGradient, maxPoolGradient } from './pool';
export { blend, factors, normalize, scales } from './batchNorm';
export { add, clampPositive, clipGradient, copyRows } from './elementwise';
export { correlate } from './correlate';
export { depthwiseGradients } from './depthwise';
export { filterGradient } from './filterGradient';
export { gemm, gemv } from './gemm';
export { localResponse, localResponseGradient } from './lrn';
export { descend, descendAdam, descendRmsprop, descendWithMomentum } from './optimize';
export { pack, packTransposed } from './pack';
export { columnSums, mergeMoments, moments, slopes } from './sums';
export { transformFilters, winograd } from './winograd';
export { winogradGradient } from './winogradGradient';
