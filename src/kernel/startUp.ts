import type { BackendName, BackendReport, KernelHost } from '../protocol/kernel';

/** What a kernel is told when it is started: by argument in a process, as data in a worker. */
export interface StartUp {
  readonly host: KernelHost;
  /** The notebook's folder. */
  readonly folder: string;
  readonly backend: BackendName | 'auto';
  /** `survey`: try that one backend, tell what came of it, and end. Default: serve cells. */
  readonly task?: 'survey';
  /** Worker only: the memory shared with the thread that may interrupt it. */
  readonly flags?: Int32Array;
}

/** File descriptor of a process kernel's control pipe: after stdin, stdout, stderr and the channel. */
export const controlFd = 4;

/** What a process with the task `survey` sends before it ends. */
export interface SurveyAnswer {
  readonly report: BackendReport;
  readonly nodeVersion: string;
  /** Absent where the backend brings a tf of its own and did not start. */
  readonly tfVersion?: string;
}
