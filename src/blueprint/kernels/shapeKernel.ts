import type { NamedAttrMap, NamedTensorInfoMap, TensorInfo } from '@tensorflow/tfjs';
import type { DataType, Tf } from '../tensorflow';

/** One result of a kernel: how large it is, and whose data it shares if it has none of its own. */
export interface Result {
  readonly shape: number[];
  readonly dtype: DataType;
  readonly sharedWith?: TensorInfo;
}

/** What a kernel would do. */
export interface Outcome {
  readonly results: readonly Result[];
  /** Multiply-adds, of those kernels that are counted by them: convolutions and matrix products. */
  readonly macs?: number;
  /** Set by kernels with several results, however many those are. */
  readonly isList?: boolean;
}

/** The call of a kernel. */
export interface KernelCall {
  readonly tf: Tf;
  readonly inputs: NamedTensorInfoMap;
  readonly attrs: NamedAttrMap;
}

/** Says what a kernel would do with inputs of these shapes. */
export type ShapeKernel = (call: KernelCall) => Outcome;

/** Kernels by the name that tfjs calls them by. */
export interface ShapeKernels {
  readonly [kernelName: string]: ShapeKernel;
}

/** Inputs and attributes as tfjs' own types name them, e.g. `Conv2DInputs` and `Conv2DAttrs`. */
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- they are for the caller
export function shapeKernel<Inputs, Attrs = object>(
  work: (inputs: Inputs, attrs: Attrs, tf: Tf) => Outcome,
): ShapeKernel {
  // tfjs declares the arguments of each kernel, and calls all of them with the widest type.
  return ({ tf, inputs, attrs }) =>
    work(inputs as unknown as Inputs, attrs as unknown as Attrs, tf);
}

/** An input that tfjs declares as possibly missing, and always passes. */
export type Given<Inputs> = { readonly [Name in keyof Inputs]-?: NonNullable<Inputs[Name]> };

/** A new tensor. */
export function fresh(shape: readonly number[], dtype: DataType, macs = 0): Outcome {
  return { results: [{ shape: [...shape], dtype }], macs };
}

/** A new tensor like another one. */
export function like({ shape, dtype }: TensorInfo): Outcome {
  return fresh(shape, dtype);
}

/** The data of an input under another shape or type. */
export function view(
  of: TensorInfo,
  shape: readonly number[] = of.shape,
  dtype: DataType = of.dtype,
): Outcome {
  return { results: [{ shape: [...shape], dtype, sharedWith: of }] };
}

/** Several new tensors. */
export function several(results: readonly Result[]): Outcome {
  return { results, isList: true };
}

/** One kernel under many names. */
export function all(names: readonly string[], kernel: ShapeKernel): ShapeKernels {
  return Object.fromEntries(names.map((name) => [name, kernel]));
}
