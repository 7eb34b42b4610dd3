import type { BackendName, BackendReport } from '../../protocol/kernel';
import { backendNames } from '../../protocol/kernel';
import type { Started } from '../backends';
import { BackendUnavailableError, measureSpeed, startBackend } from '../backends';
import { flagCount } from '../ladder';
import type { StartUp, SurveyAnswer } from '../startUp';
import { startControl } from './startControl';

/** Tries one backend in a process that exists for nothing else, and tells what came of it. */
export async function answerSurvey(
  { backend, folder }: StartUp,
  { ownFolder }: { readonly ownFolder: string },
): Promise<void> {
  // Nobody waits for the answer any more: a probe that runs is ended first, then a hanging library.
  process.on('disconnect', () => process.exit());
  startControl(ownFolder, new Int32Array(new SharedArrayBuffer(4 * flagCount)));
  const name = backendNames.find((known) => known === backend);
  if (name === undefined) {
    throw new Error(`A survey tries one backend, not "${backend}".`);
  }
  const answer = await tryBackend(name, folder);
  process.send?.(answer, () => process.exit());
}

async function tryBackend(name: BackendName, folder: string): Promise<SurveyAnswer> {
  const nodeVersion = process.versions.node;
  let started: Started;
  try {
    started = await startBackend({ preferred: name, folder, log: () => undefined });
  } catch (error) {
    return { report: reportOf(name, error), nodeVersion };
  }
  const { tf, ladder } = started;
  const report = ladder.find((rung) => rung.name === name);
  const tfVersion = tf.version_core;
  try {
    const speed = await measureSpeed(tf);
    const memory = report?.memory ?? memoryOf(started);
    return {
      report: { ...report, name, status: 'available', speed, ...(memory > 0 && { memory }) },
      ...{ nodeVersion, tfVersion },
    };
  } catch (error) {
    const reason = `It starts, but does not compute: ${messageOf(error)}.`;
    return { report: { ...report, name, status: 'unavailable', reason }, nodeVersion, tfVersion };
  }
}

function reportOf(name: BackendName, error: unknown): BackendReport {
  const known =
    error instanceof BackendUnavailableError
      ? error.ladder.find((rung) => rung.name === name)
      : undefined;
  return known ?? { name, status: 'unavailable', reason: `It did not start: ${messageOf(error)}.` };
}

/** Tensors lie in the machine's memory, or in a heap that ends sooner; 0 where nobody knows. */
function memoryOf({ machine }: Started): number {
  const { total, end } = machine();
  const least = Math.min(total ?? Infinity, end ?? Infinity);
  return Number.isFinite(least) ? least : 0;
}

function messageOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.replace(/\.$/, '');
}
