// A program of its own, for tfjs has one engine in a process, and the package brings a tfjs of its own:
// runs all cases and prints what became of each; nothing where TensorFlow is not installed.
//   node agreement.js
import { BackendUnavailableError, startBackend, type Tf } from '../../../src/kernel/backends';
import { cases } from './cases';

/** By the names of the cases: what went wrong, or nothing. */
export type Outcomes = Readonly<Record<string, string | null>>;

async function outcomeOf(run: (tf: Tf) => Promise<void> | void, tf: Tf): Promise<string | null> {
  try {
    await run(tf);
    return null;
  } catch (error) {
    return error instanceof Error ? (error.stack ?? error.message) : String(error);
  } finally {
    await tf.setBackend('tensorflow');
  }
}

async function main(): Promise<void> {
  const options = { preferred: 'tensorflow', folder: process.cwd(), log: () => undefined } as const;
  const started = await startBackend(options).catch((error: unknown) => {
    if (error instanceof BackendUnavailableError && /is not installed/.test(error.message)) {
      return undefined;
    }
    throw error;
  });
  const outcomes: Record<string, string | null> = {};
  for (const { name, run } of started === undefined ? [] : cases) {
    outcomes[name] = await outcomeOf(run, (started as { tf: Tf }).tf);
  }
  process.stdout.write(JSON.stringify(started === undefined ? null : outcomes), () =>
    process.exit(),
  );
}

void main();
