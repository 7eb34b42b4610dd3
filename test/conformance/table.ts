import { cpus } from 'node:os';

import type { Start } from './protocol';
import { tolerances, usualTolerance, type Judgement, type Row } from './judge';

const titles: Readonly<Record<Row['group'], string>> = {
  operation: 'Operations',
  layer: 'Layers of the zoo',
  network: 'Training steps and the lesson',
};

/** A backend's page. */
export function toPage(
  backend: string,
  { start, judgement }: { readonly start: Start; readonly judgement: Judgement },
): string {
  const { rows, untested, used, missing, filled } = judgement;
  const tolerance = tolerances[backend] ?? usualTolerance;
  const cases = rows.reduce((sum, row) => sum + row.cases, 0);
  const failing = rows.filter(({ verdict }) => verdict === 'FAILS');
  const chapters = (Object.keys(titles) as Row['group'][]).flatMap((group) =>
    chapter(
      titles[group],
      rows.filter((row) => row.group === group),
    ),
  );
  const remarked = rows.filter(({ remarks }) => remarks.length > 0);
  return [
    `# ${backend} against cpu`,
    '',
    `Written by \`npm run conformance -- --backend ${backend}\`.`,
    '',
    `- Backend: ${start.version}, ${start.device}.`,
    `- Node ${process.versions.node} on ${process.platform}-${process.arch}, ${cpus().length} processors.`,
    `- ${cases} cases of ${rows.length} subjects, each computed twice: ${failing.length === 0 ? 'all hold' : `${failing.length} subjects FAIL`}.`,
    `- Equal means: within ${tolerance.operation} of the largest number of a tensor (training steps: ${tolerance.network}), the same shape and type, the same bits when computed again, and as many tensors left behind as on cpu.`,
    `- The networks and the lesson run ${used.length} kernels; ${untested.length === 0 ? 'there is a case for each' : `no case for kernel ${untested.join(', no case for kernel ')}`}.`,
    `- Kernels of cpu that are missing: ${list(missing)}. Computed by cpu: ${list(filled)}.`,
    ...chapters,
    ...(remarked.length === 0 ? [] : ['', '## Remarks', '', ...remarked.flatMap(toRemarks)]),
    '',
  ].join('\n');
}

function list(names: readonly string[]): string {
  return names.length === 0 ? 'none' : names.join(', ');
}

function chapter(title: string, rows: readonly Row[]): readonly string[] {
  if (rows.length === 0) {
    return [];
  }
  const columns = 'cases | largest difference | relative | of gradients, relative | verdict';
  return [
    '',
    `## ${title}`,
    '',
    `| | ${columns} |`,
    '| --- | ---: | ---: | ---: | ---: | --- |',
    ...rows.map(
      ({ subject, cases, absolute, relative, gradient, verdict }) =>
        `| ${subject} | ${cases} | ${figure(absolute)} | ${figure(relative)} | ${gradient === undefined ? '–' : figure(gradient)} | ${verdict} |`,
    ),
  ];
}

function figure(value: number): string {
  return value === 0 ? '0' : value.toExponential(1);
}

/** A few of each: where one is wrong, often all are. */
const shown = 3;

function toRemarks({ subject, remarks }: Row): readonly string[] {
  const rest = remarks.length - shown;
  return [
    ...remarks.slice(0, shown).map((remark) => `- ${subject}: ${oneLine(remark)}`),
    ...(rest > 0 ? [`- ${subject}: and ${rest} more.`] : []),
  ];
}

/** Native libraries tell where they were built, on several lines. */
function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').replaceAll('|', '\\|').slice(0, 400);
}
