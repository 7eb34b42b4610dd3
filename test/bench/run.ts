// Measures our kernel side by side with its peers: npm run bench [-- --only cells,start]
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';

import { cellsSection } from './cells.bench';
import { codecSection } from './codec.bench';
import type { Contender } from './contender';
import { interruptSection } from './interrupt.bench';
import { loopSection } from './loop.bench';
import { ours } from './ours';
import { findPeers } from './peers';
import { pictureSection } from './picture.bench';
import { machineFacts, toLines, writeReport } from './report';
import type { Section, Table } from './section';
import { startSection } from './start.bench';
import { streamingSection } from './streaming.bench';
import { zooSection } from './zoo.bench';
import { trainingSection } from './training.bench';

/** Memory first: what ran before would count as the worker's. */
const sections: readonly Section[] = [
  cellsSection,
  startSection,
  loopSection,
  streamingSection,
  interruptSection,
  pictureSection,
  codecSection,
  zooSection,
  trainingSection,
];

async function bench(): Promise<void> {
  const chosen = chooseSections();
  const folder = mkdtempSync(path.join(tmpdir(), 'tsnb-bench-'));
  try {
    const kernelFolder = path.join(folder, 'kernel');
    buildKernel(kernelFolder);
    const machine = machineFacts();
    const begun = performance.now();
    const options = { kernelFolder, cwd: folder, version: ourVersion() };
    const { contenders: peers, missing } = await findPeers();
    const contenders = [ours('process', options), ours('worker', options), ...peers];
    const tables = await runSections(chosen, contenders);
    const seconds = Math.round((performance.now() - begun) / 1000);
    console.log(`\nThe bench took ${seconds} s.`);
    if (chosen.length === sections.length) {
      const who = contenders.map(({ name, version, remark }) =>
        remark === undefined ? { name, version } : { name, version, remark },
      );
      console.log(writeReport({ machine, contenders: who, missing, seconds, tables }));
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function chooseSections(): readonly Section[] {
  const { values } = parseArgs({ options: { only: { type: 'string' } } });
  const names = values.only?.split(',') ?? sections.map(({ name }) => name);
  const known = new Map(sections.map((section) => [section.name, section]));
  return names.map((name) => {
    const section = known.get(name);
    if (section === undefined) {
      const expected = [...known.keys()].join(', ');
      throw new Error(`--only should name sections of ${expected}. Received "${name}".`);
    }
    return section;
  });
}

async function runSections(
  chosen: readonly Section[],
  contenders: readonly Contender[],
): Promise<readonly Table[]> {
  const order = contenders.map(({ name }) => name);
  const tables: Table[] = [];
  for (const section of chosen) {
    const table = await section.run(contenders);
    console.log(toLines(table, order).join('\n'));
    tables.push(table);
  }
  return tables;
}

/** The kernel as it ships, at a place of its own: nobody can rebuild it under the bench. */
function buildKernel(kernelFolder: string): void {
  const { status } = spawnSync(process.execPath, ['esbuild.mjs', '--production', 'kernel'], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (status !== 0) {
    throw new Error(`The build of the kernel ended with code ${status ?? 'none'}.`);
  }
  cpSync('dist/kernel', kernelFolder, { recursive: true });
}

function ourVersion(): string {
  return (JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }).version;
}

bench().then(
  () => process.exit(),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
