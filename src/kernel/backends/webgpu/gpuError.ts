/** WebGPU refused something that it was told to do. */
export class GpuError extends Error {
  override readonly name = 'GpuError';
}
