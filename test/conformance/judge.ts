import { idOf, type Case, type Group, type Outcome } from './case';
import { compare } from './compare';
import { knownDeviation } from './known';
import type { Findings } from './process';
import type { Trace } from './trace';

/** A row of a backend's table: all cases of one subject. */
export interface Row {
  readonly group: Group;
  readonly subject: string;
  readonly cases: number;
  readonly kernels: readonly string[];
  readonly absolute: number;
  readonly relative: number;
  readonly gradient?: number;
  readonly verdict: 'equal' | 'known' | 'FAILS';
  readonly remarks: readonly string[];
}

/** What a backend's results come to. */
export interface Judgement {
  readonly rows: readonly Row[];
  /** Kernels that the zoo and the lesson run and no case of operations is a test of. */
  readonly untested: readonly string[];
  readonly used: readonly string[];
  /** Of cpu's kernels, those that the backend has not. */
  readonly missing: readonly string[];
  readonly filled: readonly string[];
  readonly holds: boolean;
}

export interface Evidence {
  readonly backend: string;
  readonly cases: readonly Case[];
  readonly trace: Trace;
  readonly reference: Findings;
  readonly findings: Findings;
}

/** Of the largest number of a tensor; a network adds up what its layers differ by. */
export const tolerances: Readonly<Record<string, Readonly<Record<Group, number>>>> = {
  // GPUs have functions of their own, and less exact ones.
  webgpu: { operation: 1e-3, layer: 1e-3, network: 2e-2 },
  cuda: { operation: 1e-3, layer: 1e-3, network: 2e-2 },
};
export const usualTolerance: Readonly<Record<Group, number>> = {
  operation: 1e-5,
  layer: 1e-5,
  network: 1e-3,
};

const nothing: Outcome = {
  results: {},
  error: 'not computed',
  reached: [],
  left: 0,
  isRepeatable: true,
};

/** Compares a backend with cpu, case by case, and looks whether the cases cover what is used. */
export function judge(evidence: Evidence): Judgement {
  const { backend, cases, reference, findings } = evidence;
  const rows = new Map<string, Row>();
  for (const [index, one] of cases.entries()) {
    if (!reference.outcomes.has(index)) {
      continue;
    }
    const key = `${one.group} ${one.subject}`;
    const actual = findings.outcomes.get(index) ?? nothing;
    const expected = reference.outcomes.get(index) ?? nothing;
    rows.set(key, added(rows.get(key), { backend, one, expected, actual }));
  }
  const used = usedKernels(evidence);
  const tested = testedKernels(evidence);
  const untested = used.filter((name) => !tested.has(name));
  const own = new Set(findings.start.kernels);
  const filled = findings.start.filled;
  return {
    rows: [...rows.values()],
    untested,
    used,
    missing: findings.start.cpuKernels.filter((name) => !own.has(name)).sort(),
    filled,
    holds: untested.length === 0 && [...rows.values()].every(({ verdict }) => verdict !== 'FAILS'),
  };
}

interface Compared {
  readonly backend: string;
  readonly one: Case;
  readonly expected: Outcome;
  readonly actual: Outcome;
}

function added(row: Row | undefined, { backend, one, expected, actual }: Compared): Row {
  const tolerance = (tolerances[backend] ?? usualTolerance)[one.group];
  const result = compare(one, { expected, actual }, tolerance);
  const why = result.verdict === 'equal' ? undefined : knownDeviation(backend, idOf(one));
  const remark = why ?? `${one.label}: ${result.remark}`;
  const isKnown = result.verdict !== 'equal' && why !== undefined;
  const fails = result.verdict !== 'equal' && why === undefined;
  const before = row?.verdict ?? 'equal';
  const gradient = larger(row?.gradient, result.gradient);
  const remarks = row?.remarks ?? [];
  return {
    group: one.group,
    subject: one.subject,
    cases: (row?.cases ?? 0) + 1,
    kernels: [...new Set([...(row?.kernels ?? []), ...one.kernels])],
    // What is known to differ says nothing of the rest.
    absolute: Math.max(row?.absolute ?? 0, isKnown ? 0 : result.absolute),
    relative: Math.max(row?.relative ?? 0, isKnown ? 0 : result.relative),
    ...(gradient === undefined ? {} : { gradient }),
    verdict: fails || before === 'FAILS' ? 'FAILS' : isKnown ? 'known' : before,
    remarks:
      result.verdict === 'equal' || remarks.includes(remark) ? remarks : [...remarks, remark],
  };
}

function larger(one: number | undefined, other: number | undefined): number | undefined {
  if (one === undefined || other === undefined) {
    return one ?? other;
  }
  return Math.max(one, other);
}

/** On paper at full size, and on the backend itself, which may have kernels of its own. */
function usedKernels({ cases, trace, findings }: Evidence): readonly string[] {
  const ran = cases.flatMap(({ group }, index) =>
    group === 'operation' ? [] : (findings.outcomes.get(index)?.reached ?? []),
  );
  return [...new Set([...Object.keys(trace.kernels), ...ran])].sort();
}

/** Those that a case says it tests, and that it ran, here or on cpu. */
function testedKernels({ cases, reference, findings }: Evidence): ReadonlySet<string> {
  return new Set(
    cases.flatMap(({ kernels }, index) => {
      const ran = [reference, findings].flatMap(
        ({ outcomes }) => outcomes.get(index)?.reached ?? [],
      );
      return kernels.filter((name) => ran.includes(name));
    }),
  );
}
