import os from 'node:os';

/** More threads than these gain little: memory is what they wait for. */
const most = 8;

/**
 * How many threads compute. One processor of three or more is left to everybody else. The variable
 * TSNB_THREADS says it otherwise; 1 is for what has to be the only thread.
 */
export function threadCount(): number {
  const asked = Number(process.env['TSNB_THREADS']);
  if (Number.isInteger(asked) && asked > 0) {
    return Math.min(asked, 32);
  }
  const processors = os.availableParallelism();
  return Math.min(most, processors > 2 ? processors - 1 : processors);
}
