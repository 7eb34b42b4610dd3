import { OutOfMemory, relieveShortage } from '../shortage';
import type { Tf } from '../started';
import type { GpuBuffer, GpuErrorEvent } from './dawn';
import { GpuError } from './gpuError';
import { inWords } from './limits';
import type { BufferManager, Parts, Program } from './parts';
import { readMode, readable } from './reading';
import { outsideOfCells, waitUntil } from './ticks';

/**
 * Makes errors of WebGPU errors of the cell: where an operation is at fault, it throws; what comes
 * from elsewhere goes to `onFailure`. WebGPU itself would go on with zeros.
 */
export function throwErrors(tf: Tf, backend: Parts, onFailure: (error: Error) => void): void {
  let first: { readonly message: string; readonly isShortage: boolean } | undefined;
  const take = (): string | undefined => {
    const taken = first;
    first = undefined;
    return taken?.message;
  };
  backend.device.addEventListener('uncapturederror', (event: GpuErrorEvent) => {
    event.preventDefault?.();
    if (first !== undefined) {
      return;
    }
    const { error } = event;
    first = {
      message: error.message.trim(),
      isShortage: error.constructor.name === 'GPUOutOfMemoryError',
    };
    outsideOfCells(() =>
      setImmediate(() => {
        const message = take();
        if (message !== undefined) {
          onFailure(new GpuError(`WebGPU reports an error: ${message}`));
        }
      }),
    );
  });

  guardCommands(backend, { has: () => first !== undefined, take });
  throwShortage(tf, backend, () => first?.isShortage === true && take() !== undefined);
}

/** What WebGPU has reported and nobody was told yet. */
interface Report {
  readonly has: () => boolean;
  readonly take: () => string | undefined;
}

/**
 * Keeps out of the commands that wait to be submitted what WebGPU refused: with one of them in it the
 * whole list does nothing, and up to fourteen operations that are well, before it and after it, would
 * give what was in their memory before.
 */
function guardCommands(backend: Parts, { has, take }: Report): void {
  let isRunning = false;
  const makeReady = backend.ensureCommandEncoderReady.bind(backend);
  // Upstream calls it between making what a command needs and writing it down.
  backend.ensureCommandEncoderReady = () => {
    if (isRunning && has()) {
      throw new GpuError('A command that was refused is not written down.');
    }
    makeReady();
  };

  const submit = backend.submitQueue.bind(backend);
  backend.submitQueue = () => {
    const before = has();
    submit();
    if (!before && !isRunning) {
      const message = take();
      if (message !== undefined) {
        throw new GpuError(`WebGPU did not do what it was told: ${message}`);
      }
    }
  };

  const run = backend.runWebGPUProgram.bind(backend);
  backend.runWebGPUProgram = (program, inputs, dtype, uniforms, given) => {
    const output = given ?? backend.makeTensorInfo(program.outputShape, dtype);
    isRunning = true;
    try {
      run(program, inputs, dtype, uniforms, output);
    } catch (error) {
      if (!has()) {
        backend.disposeData(output.dataId, true);
        throw error;
      }
    } finally {
      isRunning = false;
    }
    const message = take();
    if (message === undefined) {
      return output;
    }
    // What was not built well must not be used again.
    Reflect.deleteProperty(backend.pipelineCache, program.shaderKey ?? '');
    backend.disposeData(output.dataId, true);
    throw new GpuError(`WebGPU could not run ${nameOf(program)}: ${message}`);
  };
}

/** Ours have no class. */
function nameOf({ constructor: { name }, shaderKey = name }: Program): string {
  return name === 'Object' ? shaderKey : name;
}

/** When the GPU has no memory left, what can be freed is, and then an error says what fills it. */
function throwShortage(tf: Tf, backend: Parts, takeShortage: () => boolean): void {
  const { bufferManager } = backend;
  const acquire = bufferManager.acquireBuffer.bind(bufferManager);
  const attempt = (...values: Parameters<typeof acquire>): GpuBuffer | undefined => {
    let buffer: GpuBuffer;
    try {
      buffer = acquire(...values);
    } catch (error) {
      // A buffer that JavaScript was to fill.
      if (error instanceof RangeError) {
        takeShortage();
        return undefined;
      }
      throw error;
    }
    if (!takeShortage()) {
      return buffer;
    }
    bufferManager.releaseBuffer(buffer, false);
    return undefined;
  };
  bufferManager.acquireBuffer = (size, ...rest) => {
    const first = attempt(size, ...rest);
    if (first !== undefined) {
      return first;
    }
    relieveShortage();
    finishWork(backend);
    emptyPool(bufferManager);
    const second = attempt(size, ...rest);
    if (second !== undefined) {
      return second;
    }
    const { numTensors } = tf.memory();
    throw new OutOfMemory(
      `The GPU has no room for ${inWords(size)} more: ${numTensors} tensors and what is kept for ` +
        `their likes hold ${inWords(bufferManager.numBytesAllocated)}. Use a smaller width or ` +
        'batch, dispose of tensors that are no longer needed (tf.tidy, tf.dispose), or restart ' +
        'the kernel.',
    );
  };
}

/** Waits until the GPU has done what it was given: only then is there room where buffers were. */
function finishWork(backend: Parts): void {
  const mark = backend.device.createBuffer({ size: 4, usage: readable });
  backend.ensureCommandEncoderReady();
  backend.endComputePassEncoder();
  backend.commandEncoder?.clearBuffer(mark);
  backend.submitQueue();
  mark.mapAsync(readMode).catch(() => {
    // The device was lost meanwhile: the next operation says so.
  });
  waitUntil(() => mark.mapState !== 'pending');
  mark.destroy();
}

/** Gives the buffers back that were kept to be used again. */
function emptyPool(manager: BufferManager): void {
  for (const buffers of manager.freeBuffers.values()) {
    for (const buffer of buffers.splice(0)) {
      manager.numFreeBuffers -= 1;
      manager.numBytesAllocated -= buffer.size;
      buffer.destroy();
    }
  }
}
