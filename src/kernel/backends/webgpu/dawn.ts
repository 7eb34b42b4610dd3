import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

import { takeTicks } from './ticks';

/** What an adapter says of itself. */
export interface AdapterInfo {
  readonly vendor?: string;
  readonly architecture?: string;
  readonly device?: string;
  readonly description?: string;
  readonly isFallbackAdapter?: boolean;
}

/** Limits by their names in WebGPU; those of sizes are bytes. */
export type Limits = Readonly<
  Record<
    | 'maxBufferSize'
    | 'maxStorageBufferBindingSize'
    | 'maxComputeWorkgroupStorageSize'
    | 'maxComputeWorkgroupsPerDimension'
    | 'maxComputeWorkgroupSizeX'
    | 'maxComputeInvocationsPerWorkgroup',
    number
  >
>;

/** The parts of WebGPU's interfaces that are used here; their names are the standard's. */
export interface Gpu {
  requestAdapter(options: { readonly powerPreference: string }): Promise<GpuAdapter | null>;
}

/** A way to a GPU. */
export interface GpuAdapter {
  readonly features: ReadonlySet<string>;
  readonly limits: Limits;
  readonly info: AdapterInfo;
  requestDevice(descriptor: object): Promise<GpuDevice>;
}

/** A GPU that was taken into use. */
export interface GpuDevice {
  readonly limits: Limits;
  readonly queue: GpuQueue;
  readonly lost: Promise<{ readonly reason: string; readonly message: string }>;
  addEventListener(type: 'uncapturederror', listener: (event: GpuErrorEvent) => void): void;
  createBuffer(descriptor: object): GpuBuffer;
  destroy(): void;
}

/** Where commands go. */
export interface GpuQueue {
  onSubmittedWorkDone(): Promise<unknown>;
}

/** An error that nothing was there to catch. */
export interface GpuErrorEvent {
  readonly error: { readonly message: string };
  preventDefault?(): void;
}

/** Memory of the GPU. */
export interface GpuBuffer {
  readonly size: number;
  readonly mapState: 'unmapped' | 'pending' | 'mapped';
  mapAsync(mode: number): Promise<unknown>;
  getMappedRange(): ArrayBuffer;
  unmap(): void;
  destroy(): void;
}

/** What the npm package `webgpu` exports. */
interface Dawn {
  readonly create: (flags: readonly string[]) => Gpu;
  readonly globals: Readonly<Record<string, unknown>>;
}

/** Held for good, because Dawn ends with this object, whatever still uses it. */
const loaded = new Map<string, Promise<Gpu>>();

/** Loads Dawn out of the package's folder, once; the classes of WebGPU become global. */
export async function loadDawn(root: string): Promise<Gpu> {
  const gpu = loaded.get(root) ?? load(root);
  loaded.set(root, gpu);
  return await gpu;
}

async function load(root: string): Promise<Gpu> {
  const entry = createRequire(path.join(root, 'package.json')).resolve(root);
  const { create, globals } = (await import(pathToFileURL(entry).href)) as Dawn;
  takeTicks(globals);
  for (const [name, value] of Object.entries(globals)) {
    Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
  }
  return create([]);
}

/** tfjs' backend does not come into being unless `navigator.gpu` is there. */
export function withNavigator<Result>(gpu: Gpu, work: () => Result): Result {
  const before = Object.getOwnPropertyDescriptor(globalThis, 'navigator');
  Object.defineProperty(globalThis, 'navigator', { value: { gpu }, configurable: true });
  try {
    return work();
  } finally {
    // For good it would make libraries take Node for a browser.
    if (before === undefined) {
      Reflect.deleteProperty(globalThis, 'navigator');
    } else {
      Object.defineProperty(globalThis, 'navigator', before);
    }
  }
}
