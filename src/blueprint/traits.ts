import type { TensorInfo } from '@tensorflow/tfjs';
import type { KernelCall, ShapeKernels } from './kernels';

/**
 * What a backend needs beyond the tensors that an operation reads and gives. A dry run without
 * traits counts tensors only.
 */
export interface BackendTraits {
  /** Kernels that only this backend has, and those that share or copy data otherwise than `shapeKernels`. */
  readonly kernels?: ShapeKernels;
  /** Bytes that a kernel takes while it runs, by its name. */
  readonly scratch?: { readonly [kernelName: string]: (call: KernelCall) => number };
  /** What a kernel leaves behind with one of its inputs, for as long as that lives. */
  readonly attached?: {
    readonly [kernelName: string]: (call: KernelCall) => Attachment | undefined;
  };
}

/** Memory that goes together with a tensor, such as a copy of a kernel's weights in another order. */
export interface Attachment {
  readonly to: TensorInfo;
  /** A tensor has one attachment of a kind, however often the kernel runs. */
  readonly kind: string;
  readonly bytes: number;
}
