import type { Started } from '../../../src/kernel/backends';
import { startBackend } from '../../../src/kernel/backends';

/** The variable that lets WebGPU run on the processor. */
const variable = 'TSNB_WEBGPU_SOFTWARE';

let started: Promise<Started | string> | undefined;

/** What the device reported outside of an operation, in order. */
export const failures: Error[] = [];

/**
 * WebGPU on whatever there is, a software driver too, once for all tests; where there is nothing the
 * suite that asks is skipped, and the reason printed.
 */
export async function webgpuOrSkip(context: Mocha.Context): Promise<Started> {
  started ??= start();
  const result = await started;
  if (typeof result !== 'string') {
    return result;
  }
  process.stdout.write(`    Skipped: ${result}\n`);
  return context.skip();
}

async function start(): Promise<Started | string> {
  process.env[variable] = '1';
  try {
    return await startBackend({
      preferred: 'webgpu',
      folder: process.cwd(),
      log: () => undefined,
      onFailure: (error) => failures.push(error),
    });
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    Reflect.deleteProperty(process.env, variable);
  }
}
