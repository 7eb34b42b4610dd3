import type { BackendReport } from '../../protocol/kernel';

const statusWords: { readonly [status in BackendReport['status']]: string } = {
  running: 'running',
  available: 'available',
  unavailable: 'not available',
  'not-tried': 'not tried',
};

/** The ladder of backends in words, best first, one rung to a paragraph. */
export function describeLadder(ladder: readonly BackendReport[]): string {
  return ladder.map(describeRung).join('\n');
}

function describeRung({ name, status, version, device, reason, remedy }: BackendReport): string {
  const what = [version, device].filter((part) => part !== undefined).join(', ');
  const head = `${name}: ${statusWords[status]}${what === '' ? '' : ` (${what})`}`;
  const sentences = [reason, remedy].filter((sentence) => sentence !== undefined);
  return [head, ...sentences.map((sentence) => `    ${sentence}`)].join('\n');
}
