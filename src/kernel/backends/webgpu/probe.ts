import { isRecord } from '../../../protocol/json';
import type { FoundPackage } from '../packages';
import type { Answer, ProbeOptions } from '../probe';
import { runProbe } from '../probe';
import type { AdapterInfo } from './dawn';

/** What trying the package in a process of its own showed. */
export type WebgpuProbe =
  | { readonly type: 'works'; readonly info: AdapterInfo }
  | { readonly type: 'no-adapter'; readonly stderr: string }
  | { readonly type: 'threw'; readonly message: string }
  | Exclude<Answer, { readonly type: 'answered' }>;

// Runs in the probe: a shader adds one to two numbers, because some breakages show only then.
const script = `
const [root] = process.argv.slice(1);
const say = (result) => { require('node:fs').writeSync(3, JSON.stringify(result)); process.exit(0); };
const shader = '@group(0) @binding(0) var<storage, read_write> x: array<f32>;' +
  '@compute @workgroup_size(2) fn main(@builtin(global_invocation_id) i: vec3u) { x[i.x] = x[i.x] + 1.0; }';
(async () => {
  const entry = require.resolve(root);
  const { create } = await import(require('node:url').pathToFileURL(entry).href);
  // Held, because Dawn ends with this object, whatever still uses it.
  const gpu = globalThis.gpu = create([]);
  const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
  if (!adapter) say({ type: 'no-adapter' });
  const { vendor, architecture, device: model, description, isFallbackAdapter } = adapter.info;
  const device = await adapter.requestDevice();
  let fault;
  device.addEventListener('uncapturederror', (event) => { fault ??= event.error.message; });
  const bytes = 8;
  const data = device.createBuffer({ size: bytes, usage: 128 | 8 | 4 });
  const back = device.createBuffer({ size: bytes, usage: 8 | 1 });
  device.queue.writeBuffer(data, 0, new Float32Array([1, 2]));
  const pipeline = device.createComputePipeline({
    layout: 'auto',
    compute: { module: device.createShaderModule({ code: shader }), entryPoint: 'main' },
  });
  const encoder = device.createCommandEncoder();
  const pass = encoder.beginComputePass();
  pass.setPipeline(pipeline);
  pass.setBindGroup(0, device.createBindGroup({
    layout: pipeline.getBindGroupLayout(0),
    entries: [{ binding: 0, resource: { buffer: data } }],
  }));
  pass.dispatchWorkgroups(1);
  pass.end();
  encoder.copyBufferToBuffer(data, 0, back, 0, bytes);
  device.queue.submit([encoder.finish()]);
  await back.mapAsync(1);
  const sum = new Float32Array(back.getMappedRange());
  if (fault) throw new Error(fault);
  if (sum[0] !== 2 || sum[1] !== 3) throw new Error('1 + 1, 2 + 1 gave ' + sum);
  say({ type: 'works', info: { vendor, architecture, device: model, description, isFallbackAdapter } });
})().catch((error) => say({ type: 'threw', message: String(error && error.message || error) }));
`;

/** Tries the package in a child process, for it or a driver may crash or hang. Never rejects. */
export async function probeWebgpu(
  { root }: FoundPackage,
  options: ProbeOptions,
): Promise<WebgpuProbe> {
  const result = await runProbe(script, root, options);
  if (result.type !== 'answered') {
    return result;
  }
  const { answer, stderr } = result;
  if (!isRecord(answer)) {
    return { type: 'threw', message: JSON.stringify(answer) };
  }
  switch (answer['type']) {
    case 'works':
      return { type: 'works', info: toInfo(answer['info']) };
    case 'no-adapter':
      return { type: 'no-adapter', stderr };
    default:
      return { type: 'threw', message: String(answer['message']) };
  }
}

function toInfo(json: unknown): AdapterInfo {
  const record = isRecord(json) ? json : {};
  const texts = ['vendor', 'architecture', 'device', 'description'] as const;
  const known = texts.flatMap((key) => {
    const text = record[key];
    return typeof text === 'string' && text.trim() !== '' ? [[key, text.trim()] as const] : [];
  });
  return { ...Object.fromEntries(known), isFallbackAdapter: record['isFallbackAdapter'] === true };
}
