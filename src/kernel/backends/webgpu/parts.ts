import type { DataType, KernelBackend, TensorInfo, TypedArray } from '@tensorflow/tfjs';

import type { GpuBuffer, GpuDevice } from './dawn';

/** How tfjs refers to the data of a tensor. */
export type DataId = object;

/** What the backend knows of the data of a tensor. */
export interface TensorData {
  readonly dtype: DataType;
  readonly shape: readonly number[];
  /** Null or absent where they are on the GPU alone. */
  readonly values?: unknown;
  readonly resource?: GpuBuffer | null;
}

/** The store of buffers, those included that are free and wait to be used again. */
export interface BufferManager {
  readonly freeBuffers: Map<string, GpuBuffer[]>;
  numFreeBuffers: number;
  numBytesAllocated: number;
  acquireBuffer(size: number, usage: number, isMapped?: boolean, isReused?: boolean): GpuBuffer;
  releaseBuffer(buffer: GpuBuffer, isReused?: boolean): void;
}

/** A shader with what it is called for. */
export interface Program {
  readonly shaderKey?: string;
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
  runWebGPUProgram(program: Program, ...rest: readonly unknown[]): TensorInfo;
  getBufferData(buffer: GpuBuffer): Promise<ArrayBuffer>;
  convertAndCacheOnCPU(dataId: DataId, values: TypedArray): TypedArray;
  disposeData(dataId: DataId, isForced?: boolean): boolean;
}

interface CommandEncoder {
  clearBuffer(buffer: GpuBuffer): void;
  copyBufferToBuffer(from: GpuBuffer, start: number, to: GpuBuffer, at: number, size: number): void;
}
