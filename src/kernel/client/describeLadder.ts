import type { BackendReport } from '../../protocol/kernel';
import { describeBytes, describeSpeed } from './amounts';

const statusWords: { readonly [status in BackendReport['status']]: string } = {
  running: 'running',
  available: 'available',
  unavailable: 'not available',
  'not-tried': 'not tried',
};

/** One rung in words; what is not known is empty. */
export interface LadderRow {
  readonly name: string;
  readonly state: string;
  readonly speed: string;
  readonly memory: string;
  readonly device: string;
  readonly version: string;
}

/** One rung of the ladder as a table has it. */
export function toRow({ name, status, ...rung }: BackendReport): LadderRow {
  const { speed, memory, device = '', version = '' } = rung;
  return {
    name,
    state: statusWords[status],
    speed: speed === undefined ? '' : describeSpeed(speed),
    memory: memory === undefined ? '' : describeBytes(memory),
    device,
    version,
  };
}

/** The ladder of backends as a table of text, best first; below it what stands in the way. */
export function describeLadder(ladder: readonly BackendReport[]): string {
  const head: LadderRow = {
    ...{ name: 'backend', state: 'state', speed: 'speed', memory: 'memory' },
    ...{ device: 'computes on', version: 'version' },
  };
  const rows = [head, ...ladder.map(toRow)];
  const widthOf = (column: keyof LadderRow): number =>
    Math.max(...rows.map((row) => row[column].length));
  const columns = Object.keys(head) as (keyof LadderRow)[];
  const lines = rows.map((row) =>
    columns
      .map((column) => {
        const isNumber = column === 'speed' || column === 'memory';
        return row[column][isNumber ? 'padStart' : 'padEnd'](widthOf(column));
      })
      .join('  ')
      .trimEnd(),
  );
  const advice = ladder.flatMap(({ name, reason, remedy }) => {
    const sentences = [reason, remedy].filter((sentence) => sentence !== undefined);
    return sentences.length === 0
      ? []
      : ['', `${name}:`, ...sentences.map((sentence) => `    ${sentence}`)];
  });
  return [...lines, ...advice].join('\n');
}

/** A sentence where the best rung that works is not the one that was measured to be the fastest. */
export function fastestWords(ladder: readonly BackendReport[]): readonly string[] {
  const working = ladder.filter(({ speed }) => speed !== undefined);
  const [first] = working;
  const fastest = working.toSorted((a, b) => (b.speed ?? 0) - (a.speed ?? 0))[0];
  return fastest === undefined || fastest === first
    ? []
    : [`The fastest of them on small matrices is ${fastest.name}.`];
}
