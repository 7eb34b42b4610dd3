import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, totalmem } from 'node:os';
import path from 'node:path';

import type { Contender } from './contender';
import type { Summary } from './numbers';
import type { Table } from './section';

/** What one run of the bench found on one machine. */
export interface Report {
  readonly machine: Readonly<Record<string, string | number>>;
  readonly contenders: readonly Pick<Contender, 'name' | 'version' | 'remark'>[];
  /** Who could not be measured, and why. */
  readonly missing: Readonly<Record<string, string>>;
  readonly seconds: number;
  readonly tables: readonly Table[];
}

const folder = 'test/bench/results';

/** Names a kind of machine, not a single one: e.g. `linux-x64-2cpu-node20`. */
export function machineLabel(): string {
  const [major] = process.versions.node.split('.');
  return `${process.platform}-${process.arch}-${cpus().length}cpu-node${major ?? ''}`;
}

/** What the figures depend on. */
export function machineFacts(): Report['machine'] {
  return {
    label: machineLabel(),
    processor: cpus()[0]?.model.trim() ?? 'unknown',
    processors: cpus().length,
    memoryGB: Math.round(totalmem() / 2 ** 30),
    node: process.versions.node,
    loadBefore: Number(loadavg()[0]?.toFixed(1)),
  };
}

/** Writes the file of this machine, and the page with the tables of all machines. */
export function writeReport(report: Report): string {
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, `${machineLabel()}.json`);
  writeFileSync(file, `${JSON.stringify(report, null, 2)}\n`);
  const reports = readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => JSON.parse(readFileSync(path.join(folder, name), 'utf8')) as Report);
  writeFileSync(path.join(folder, 'README.md'), toPage(reports));
  return file;
}

function toPage(reports: readonly Report[]): string {
  const intro = [
    '# Bench results',
    '',
    'Written by `npm run bench`; `npm run bench -- --only cells,start` prints some tables and writes nothing. The peers come from npm and live in a temporary folder; `TSNB_BENCH_PEERS` names another one, or is `none`.',
    '',
    'Each figure is a median, in brackets the 90th percentile where there is more than one measurement; × is the ratio to the base of the table, measured in the same run, in turns. Less is better everywhere. Compare ratios, not milliseconds, between machines.',
  ];
  return `${[...intro, ...reports.flatMap(toChapter)].join('\n')}\n`;
}

function toChapter({ machine, contenders, missing, seconds, tables }: Report): readonly string[] {
  const facts = `${machine['processor'] ?? ''}, ${machine['processors'] ?? ''} processors, ${machine['memoryGB'] ?? ''} GB, Node ${machine['node'] ?? ''}; load ${machine['loadBefore'] ?? ''} before the run, which took ${seconds} s.`;
  const who = contenders.map(
    ({ name, version, remark }) =>
      `- ${name}: ${version}.${remark === undefined ? '' : ` ${remark}`}`,
  );
  const absent = Object.entries(missing).map(
    ([name, reason]) => `- ${name}: not measured. ${reason}`,
  );
  const order = contenders.map(({ name }) => name);
  const head = ['', `## ${machine['label'] ?? ''}`, '', facts, '', ...who, ...absent];
  return [...head, ...tables.flatMap((table) => toLines(table, order))];
}

/** One table as lines of Markdown, its columns in the given order after the base. */
export function toLines(
  { title, how, base, measures }: Table,
  order: readonly string[],
): readonly string[] {
  const present = new Set(
    measures.flatMap(({ values, notes = {} }) => [...Object.keys(values), ...Object.keys(notes)]),
  );
  const names = [...new Set([base, ...order, ...present])].filter((name) => present.has(name));
  const rows = measures.map(({ what, unit, values, notes }) => {
    const cells = names.map((name) => {
      const value = values[name];
      const shown = value === undefined ? [] : [figure(value, values[base], name !== base)];
      return [...shown, notes?.[name] ?? []].flat().join('; ') || '–';
    });
    return `| ${[what, unit, ...cells].join(' | ')} |`;
  });
  return [
    '',
    `### ${title}`,
    '',
    how,
    '',
    `| | unit | ${names.join(' | ')} |`,
    `| --- | --- | ${names.map(() => '---').join(' | ')} |`,
    ...rows,
  ];
}

function figure({ median, p90, count }: Summary, base: Summary | undefined, isOther: boolean) {
  const spread = count > 1 ? ` (${short(p90)})` : '';
  const ratio = base !== undefined && isOther ? ` ×${short(median / base.median)}` : '';
  return `${short(median)}${spread}${ratio}`;
}

function short(value: number): string {
  return value >= 100 ? value.toFixed(0) : String(Number(value.toPrecision(2)));
}
