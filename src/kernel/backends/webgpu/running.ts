import type { KernelBackend } from '@tensorflow/tfjs';
import { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';

import { prepareEmbedded } from '../embedded';
import type { Rung, StartOptions, Tf } from '../started';
import type { Gpu, GpuAdapter, GpuDevice } from './dawn';
import { loadDawn, withNavigator } from './dawn';
import { bindEmpties } from './empties';
import { throwErrors } from './errors';
import { installKernels } from './kernels';
import { guardLimits } from './limits';
import type { Parts } from './parts';
import { makeProductsRepeatable } from './products';
import { enableReading } from './reading';
import { keepShadersApart } from './shaders';
import { nextTurn } from './ticks';

const name = 'webgpu';
/** Above the other embedded backends. */
const priority = 3;

type Running = Pick<Rung, 'tf' | 'reservedBytes' | 'settle'>;

/** What a device needs of its surroundings. */
interface Context {
  readonly gpu: Gpu;
  readonly tf: Tf;
  readonly log: StartOptions['log'];
  readonly onFailure: (error: Error) => void;
}

/** Starts the embedded tf on WebGPU, with the Dawn that lies in `root`. */
export async function runOnWebgpu(root: string, options: StartOptions): Promise<Running> {
  const gpu = await loadDawn(root);
  const { tf, canTrain } = await prepareEmbedded(options.folder);
  installKernels(tf, { canTrain });
  const { log, onFailure = (error: Error) => process.emitWarning(error) } = options;
  const context: Context = { gpu, tf, log, onFailure };
  register(context, await open(context));
  await tf.setBackend(name);
  return {
    tf,
    reservedBytes: () => current(tf)?.bufferManager.numBytesAllocated ?? 0,
    settle: () => settle(context),
  };
}

/** Registers the backend that there is; others take its place when it is started again. */
function register(context: Context, first: KernelBackend): void {
  const { tf } = context;
  // tfjs' type leaves out that there may be none.
  if ((tf.findBackendFactory(name) as unknown) !== null) {
    tf.removeBackend(name);
  }
  let ready: KernelBackend | undefined = first;
  const start = (): KernelBackend | Promise<KernelBackend> => {
    const backend = ready ?? open(context);
    ready = undefined;
    return backend;
  };
  tf.registerBackend(name, start, priority);
}

/** The backend that runs now; another one after the device was lost. */
function current(tf: Tf): Parts | undefined {
  return (tf.findBackend(name) as unknown as Parts | null) ?? undefined;
}

const recoveries = new WeakMap<Tf, Promise<void>>();

/** Waits for what a cell has left the GPU to do, so that errors in it are this cell's. */
async function settle({ tf, onFailure }: Context): Promise<void> {
  const backend = current(tf);
  if (backend === undefined) {
    return;
  }
  if (backend.commandEncoder !== null) {
    backend.endComputePassEncoder();
    try {
      backend.submitQueue();
    } catch (error) {
      onFailure(error instanceof Error ? error : new Error(String(error)));
    }
  }
  await backend.device.queue.onSubmittedWorkDone().catch(() => {
    // The device is lost, which is reported by itself.
  });
  await nextTurn();
  await recoveries.get(tf);
}

async function open(context: Context): Promise<KernelBackend> {
  const adapter = await context.gpu.requestAdapter({ powerPreference: 'high-performance' });
  if (adapter === null) {
    throw new Error('There is no GPU any more that WebGPU can use.');
  }
  const device = await adapter.requestDevice(descriptorOf(adapter));
  return makeBackend(context, device, adapter);
}

/** All that the adapter allows, as upstream asks for. */
function descriptorOf({ features, limits }: GpuAdapter): object {
  return {
    requiredFeatures: ['timestamp-query'].filter((feature) => features.has(feature)),
    requiredLimits: {
      maxComputeWorkgroupStorageSize: limits.maxComputeWorkgroupStorageSize,
      maxComputeWorkgroupsPerDimension: limits.maxComputeWorkgroupsPerDimension,
      maxStorageBufferBindingSize: limits.maxStorageBufferBindingSize,
      maxBufferSize: limits.maxBufferSize,
      maxComputeWorkgroupSizeX: limits.maxComputeWorkgroupSizeX,
      maxComputeInvocationsPerWorkgroup: limits.maxComputeInvocationsPerWorkgroup,
    },
  };
}

function makeBackend(context: Context, device: GpuDevice, { info }: GpuAdapter): KernelBackend {
  const { gpu, tf, log, onFailure } = context;
  type Make = new (device: GpuDevice, info: object) => KernelBackend;
  const Backend = WebGPUBackend as unknown as Make;
  const backend = withNavigator(gpu, () => new Backend(device, info));
  const parts = backend as unknown as Parts;
  let loss: string | undefined;
  const lossInWords = (): string =>
    `${loss ?? 'The GPU did not give the values of a tensor.'} Tensors that were on the GPU are ` +
    'gone: run the cells again that made them.';

  guardLimits(parts);
  bindEmpties(parts);
  throwErrors(tf, parts, onFailure);
  keepShadersApart(parts);
  makeProductsRepeatable(parts);
  enableReading(tf, parts, { isLost: () => loss !== undefined, inWords: lossInWords });

  let isDisposed = false;
  const dispose = parts.dispose.bind(parts);
  parts.dispose = () => {
    isDisposed = true;
    dispose();
    // Tensors of it may be disposed of later; their buffers are gone already.
    parts.bufferManager.releaseBuffer = () => undefined;
    device.destroy();
  };
  void device.lost.then(({ reason, message }) => {
    if (isDisposed) {
      return;
    }
    loss = `WebGPU lost its GPU (${[reason, message].filter((text) => text !== '').join(': ')}).`;
    log(loss);
    onFailure(new Error(`${lossInWords()} The next cell computes on the GPU again.`));
    recoveries.set(tf, recover(context, backend));
  });
  return backend;
}

/** Puts a new backend in the place of one whose device is lost. */
async function recover(context: Context, lost: KernelBackend): Promise<void> {
  const { tf, onFailure } = context;
  try {
    const fresh = await open(context);
    if (tf.findBackend(name) !== lost) {
      fresh.dispose();
      return;
    }
    const wasCurrent = tf.getBackend() === name;
    register(context, fresh);
    if (wasCurrent) {
      await tf.setBackend(name);
    }
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const remedy = 'Restart the kernel, or choose another backend: await tf.setBackend("wasm").';
    onFailure(new Error(`WebGPU did not come back: ${message} ${remedy}`));
  }
}
