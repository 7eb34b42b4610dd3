import type { BackendReport, KernelInfo, MemoryReport } from '../../protocol/kernel';

/** e.g. `wasm · 2 threads, SIMD`. */
export function describeBackend({ backend, ladder }: KernelInfo): string {
  const device = ladder.find(({ name }) => name === backend)?.device;
  return device === undefined ? backend : `${backend} · ${device}`;
}

/** e.g. `12 tensors, 3.4 MB`; with what a GPU holds of them and keeps for the next ones. */
export function describeMemory(memory: MemoryReport): string {
  const { numTensors, tensorBytes, deviceBytes } = memory;
  const tensors = `${numTensors} ${numTensors === 1 ? 'tensor' : 'tensors'}`;
  const held = deviceBytes === undefined ? '' : `, ${describeBytes(deviceBytes)} held on the GPU`;
  return `${tensors}, ${describeBytes(tensorBytes)}${held}`;
}

/** Decimal units, as disks and downloads count. */
export function describeBytes(bytes: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB'];
  const power = bytes < 1 ? 0 : Math.min(Math.floor(Math.log10(bytes) / 3), units.length - 1);
  const value = bytes / 1000 ** power;
  return `${power === 0 ? value : value.toFixed(value < 10 ? 1 : 0)} ${units[power] ?? ''}`;
}

const statusWords: { readonly [status in BackendReport['status']]: string } = {
  running: 'running',
  available: 'available',
  unavailable: 'not available',
  'not-tried': 'not tried',
};

/** What the kernel computes on, and why not on something better: a page of markdown. */
export function ladderToMarkdown({ backend, ladder, nodeVersion, tfVersion }: KernelInfo): string {
  const rungs = ladder.map((rung, index) => {
    const mark = rung.name === backend ? ' (this kernel)' : '';
    const facts = [
      `**${statusWords[rung.status]}**`,
      ...[rung.version, rung.device].filter((fact) => fact !== undefined).map(escapeMarkdown),
    ].join(' · ');
    const advice = [rung.reason, rung.remedy]
      .filter((sentence) => sentence !== undefined)
      .map(escapeMarkdown)
      .join(' ');
    return [`## ${index + 1}. ${rung.name}${mark}`, facts, advice]
      .filter((part) => part !== '')
      .join('\n\n');
  });
  return [
    '# Backends',
    `TensorFlow.js ${tfVersion} on Node.js ${nodeVersion} computes on **${backend}**. Best first:`,
    ...rungs,
    'The setting `tsnb.backend` chooses one; the command `TSNB: Select backend` changes it.',
    '',
  ].join('\n\n');
}

/** Reasons quote paths and messages of other programs: they are shown as they are. */
function escapeMarkdown(text: string): string {
  return text.replaceAll(/[\\`*_{}[\]()#+!|<>~]/g, (character) => `\\${character}`);
}
