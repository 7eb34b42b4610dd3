import path from 'node:path';
import { Worker } from 'node:worker_threads';

import type { ControlData } from '../control';
import { controlFd } from '../startUp';

/** Starts the thread that hears the host while the main thread is busy, and ends both when it is gone. */
export function startControl(ownFolder: string, flags: Int32Array): Worker {
  const workerData: ControlData = { flags, fd: controlFd };
  const control = new Worker(path.join(ownFolder, 'control.js'), { workerData });
  control.unref();
  return control;
}
