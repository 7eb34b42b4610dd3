import type { DataType, KernelBackend, TensorInfo, TypedArray } from '@tensorflow/tfjs';

import type { GpuBuffer, GpuDevice } from './dawn';

/** How tfjs refers to the data of a tensor. */
export type DataId = object;

/** What the backend knows of the data of a tensor. */
export interface TensorData {
  readonly dtype: DataType;
  readonly shape: readonly number[];
  /** Null or absent where they are on the GPU alone. */
  values?: unknown;
  resource?: GpuBuffer | null;
}

/** The store of buffers, those included that are free and wait to be used again. */
export interface BufferManager {
  readonly freeBuffers: Map<string, GpuBuffer[]>;
  numFreeBuffers: number;
  numBytesAllocated: number;
  acquireBuffer(size: number, usage: number, isMapped?: boolean, isReused?: boolean): GpuBuffer;
  releaseBuffer(buffer: GpuBuffer, isReused?: boolean): void;
}

/** A shader with what it is called for; upstream's own are classes. */
export interface Program {
  /** The names that the shader has for its inputs. */
  readonly variableNames: readonly string[];
  /** Fields of the shader's `uniforms` beside the shapes, each with a comma behind it. */
  readonly uniforms?: string;
  readonly outputShape: number[];
  readonly workgroupSize: readonly [number, number, number];
  readonly dispatchLayout: Readonly<Partial<Record<'x' | 'y' | 'z', readonly number[]>>>;
  readonly dispatch: readonly [number, number, number];
  /** Whether the shader knows the number of its outputs as `uniforms.size`. */
  readonly size?: boolean;
  /** What a built shader is found by; upstream adds types and ranks when it runs. */
  shaderKey?: string;
  getUserCode(): string;
}

/** The value of a field of `uniforms`. */
export interface Uniform {
  readonly type: 'int32' | 'float32';
  readonly data: readonly number[];
}

/** The insides of tfjs' WebGPUBackend that are looked at or replaced; declared private there. */
export interface Parts extends Pick<KernelBackend, 'dispose' | 'readSync' | 'read'> {
  readonly device: GpuDevice;
  readonly bufferManager: BufferManager;
  readonly pipelineCache: Record<string, unknown>;
  readonly commandEncoder: CommandEncoder | null;
  readonly tensorMap: {
    has(dataId: DataId): boolean;
    get(dataId: DataId): TensorData;
    delete(dataId: DataId): boolean;
  };
  ensureCommandEncoderReady(): void;
  endComputePassEncoder(): void;
  submitQueue(): void;
  uploadToGPU(dataId: DataId): void;
  makeTensorInfo(shape: number[], dtype: DataType): TensorInfo;
  runWebGPUProgram(
    program: Program,
    inputs: readonly TensorInfo[],
    dtype: DataType,
    uniforms?: readonly Uniform[],
    output?: TensorInfo,
  ): TensorInfo;
  getBufferData(buffer: GpuBuffer): Promise<ArrayBuffer>;
  convertAndCacheOnCPU(dataId: DataId, values: TypedArray): TypedArray;
  disposeData(dataId: DataId, isForced?: boolean): boolean;
}

interface CommandEncoder {
  clearBuffer(buffer: GpuBuffer): void;
  copyBufferToBuffer(from: GpuBuffer, start: number, to: GpuBuffer, at: number, size: number): void;
}
