// Compares every backend that is present with cpu:
//   npm run conformance [-- --backend wasm --backend tensorflow] [--only conv2d]
// Writes test/bench/results/conformance-<backend>.md when all cases were computed.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';

import { backendNames } from '../../src/protocol/kernel';
import { allCases } from './allCases';
import { judge, type Judgement } from './judge';
import { compute, trace, type Findings, type Options } from './process';
import { toPage } from './table';

const folder = 'test/bench/results';

/** Correctness may be seen without a GPU: Vulkan in software will do. */
const environments: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  webgpu: { TSNB_WEBGPU_SOFTWARE: '1' },
};

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      backend: { type: 'string', multiple: true, default: [] },
      only: { type: 'string', default: '' },
      required: { type: 'boolean', default: false },
    },
  });
  const chosen = chooseBackends(values.backend.flatMap((names) => names.split(',')));
  const { only } = values;
  const options: Options = { program: path.join(__dirname, 'worker.js') };
  const traced = await trace(options);
  const cases = allCases(traced);
  const task = { layers: traced.layers, only };
  const reference = await compute({ ...task, backend: 'cpu', repeat: false }, options);
  if (typeof reference === 'string') {
    throw new Error(`There is nothing to compare with. ${reference}`);
  }
  for (const backend of chosen) {
    const env = environments[backend] ?? {};
    const findings = await compute({ ...task, backend, repeat: true }, { ...options, env });
    if (typeof findings === 'string') {
      console.log(`${backend}: skipped. ${findings}`);
      process.exitCode = values.required ? 1 : process.exitCode;
      continue;
    }
    const judgement = judge({ backend, cases, trace: traced, reference, findings });
    report(backend, judgement, only === '');
    if (only === '') {
      write(backend, findings, judgement);
    }
  }
}

/** Without a choice, all but the one that the others are compared with. */
function chooseBackends(names: readonly string[]): readonly string[] {
  const unknown = names.find((name) => !(backendNames as readonly string[]).includes(name));
  if (unknown !== undefined) {
    const allowed = backendNames.join(', ');
    throw new RangeError(`--backend should be one of ${allowed}. Received "${unknown}".`);
  }
  return names.length === 0 ? backendNames.filter((name) => name !== 'cpu') : names;
}

function report(backend: string, judgement: Judgement, isWhole: boolean): void {
  const { rows, untested, missing, filled } = judgement;
  for (const { subject, verdict, remarks } of rows) {
    if (verdict !== 'equal') {
      console.log(`${backend}: ${subject} ${verdict}\n  ${remarks.slice(0, 8).join('\n  ')}`);
    }
  }
  const cases = rows.reduce((sum, row) => sum + row.cases, 0);
  console.log(`${backend}: ${cases} cases of ${rows.length} subjects compared with cpu.`);
  console.log(`${backend}: missing ${missing.join(', ')}; by cpu ${filled.join(', ')}.`);
  if (isWhole) {
    for (const name of untested) {
      console.log(`${backend}: no case for kernel ${name}.`);
    }
  }
  const fails = rows.some(({ verdict }) => verdict === 'FAILS');
  if (fails || (isWhole && untested.length > 0)) {
    process.exitCode = 1;
  }
}

function write(backend: string, { start }: Findings, judgement: Judgement): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    path.join(folder, `conformance-${backend}.md`),
    toPage(backend, { start, judgement }),
  );
}

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
