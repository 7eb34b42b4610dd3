import { describeBytes } from '../../kernel/client/amounts';
import { fastestWords, toRow } from '../../kernel/client/describeLadder';
import type { Survey } from '../../kernel/client/survey';
import type { BackendName, KernelInfo, MemoryReport } from '../../protocol/kernel';

/** e.g. `wasm · 2 threads, SIMD`. */
export function describeBackend({ backend, ladder }: KernelInfo): string {
  const device = ladder.find(({ name }) => name === backend)?.device;
  return device === undefined ? backend : `${backend} · ${device}`;
}

/** e.g. `12 tensors, 3.4 MB`. */
export function describeMemory({ numTensors, tensorBytes }: MemoryReport): string {
  const tensors = `${numTensors} ${numTensors === 1 ? 'tensor' : 'tensors'}`;
  return `${tensors}, ${describeBytes(tensorBytes)}`;
}

/** What the backends page tells. */
export interface BackendsReport extends Survey {
  /** What the notebook's kernel computes on; absent while it has none. */
  readonly backend?: BackendName;
}

/** What a machine has to compute with, and why not with something better: a page of markdown. */
export function ladderToMarkdown(report: BackendsReport): string {
  const { backend, ladder } = report;
  const rows = ladder.map((rung) => {
    const { state, speed, memory, device, version } = toRow(rung);
    const name = rung.name === backend ? `**${rung.name}** (this kernel)` : rung.name;
    // A number and its unit stay on one line.
    const amounts = [speed, memory].map((amount) => amount.replaceAll(' ', '\u00a0'));
    return [name, state, ...amounts, ...[device, version].map(escapeMarkdown)];
  });
  const table = [
    ['Backend', 'State', 'Speed', 'Memory', 'Computes on', 'Version'],
    ['---', '---', '--:', '--:', '---', '---'],
    ...rows,
  ];
  const advice = ladder.flatMap(({ name, reason, remedy }) => {
    const sentences = [reason, remedy].filter((sentence) => sentence !== undefined);
    return sentences.length === 0
      ? []
      : [`### ${name}`, sentences.map(escapeMarkdown).join('\n\n')];
  });
  return [
    '# Backends',
    [...headline(report), ...fastestWords(ladder)].join(' '),
    table.map((cells) => `| ${cells.join(' | ')} |`).join('\n'),
    'Best first. Each was tried just now, in a process of its own. Speed: products of small square ' +
      'matrices; what else the machine does meanwhile slows it down.',
    ...(advice.length === 0 ? [] : ['## What stands in the way', ...advice]),
    'The setting `tsnb.backend` chooses one; the command `TSNB: Select backend` changes it.',
    '',
  ].join('\n\n');
}

function headline({ backend, tfVersion, nodeVersion }: BackendsReport): readonly string[] {
  const versions = [
    ...(tfVersion === undefined ? [] : [`TensorFlow.js ${tfVersion}`]),
    ...(nodeVersion === undefined ? [] : [`Node.js ${nodeVersion}`]),
  ].join(' on ');
  if (backend === undefined) {
    return versions === '' ? [] : [`Kernels run ${versions}.`];
  }
  return [`This notebook's kernel computes on **${backend}**, with ${versions}.`];
}

/** What the status item says when the pointer rests on it: a table. */
export function statusTable(info: KernelInfo, memory: MemoryReport | undefined): string {
  const rung = info.ladder.find(({ name }) => name === info.backend);
  const reserved = memory?.reservedBytes;
  const rows: readonly (readonly [string, string | undefined])[] = [
    ['Backend', info.backend],
    ['Computes on', rung?.device],
    ['Version', rung?.version],
    ['Tensors', memory && describeMemory(memory)],
    ['Taken for tensors', reserved === undefined ? undefined : describeBytes(reserved)],
    ['Process', memory && describeBytes(memory.rss)],
  ];
  return [
    '| TSNB | kernel |',
    '| --- | --- |',
    ...rows.flatMap(([name, value]) =>
      value === undefined ? [] : [`| ${name} | ${escapeMarkdown(value)} |`],
    ),
  ].join('\n');
}

/** Reasons quote paths and messages of other programs: they are shown as they are. */
function escapeMarkdown(text: string): string {
  return text
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/[\\`*_{}[\]()#+!|<>~]/g, (character) => `\\${character}`);
}
