/** What a cell answered. */
export interface CellResult {
  /** From sending the request to the message that it has ended. */
  readonly ms: number;
  readonly status: 'ok' | 'error' | 'died';
  /** What it printed on stdout. */
  readonly printed: string;
  /** Its value as plain text, or its error. */
  readonly value: string;
  /** Messages in which the output came. */
  readonly messages: number;
}

/** A kernel at work. */
export interface RunningKernel {
  readonly run: (code: string) => Promise<CellResult>;
  /** Asks the running cell to stop, the way its own front end does. */
  readonly interrupt: () => void;
  /** Resident bytes of all its processes; undefined where this system does not tell. */
  readonly residentBytes: () => number | undefined;
  readonly stop: () => Promise<void>;
}

/** A kernel that takes part. */
export interface Contender {
  readonly name: string;
  readonly version: string;
  /** What differs in how it is measured, one sentence. */
  readonly remark?: string;
  /** Starts it; the first cell may be sent at once. */
  readonly start: () => Promise<RunningKernel>;
}

/** Settles with a value or, when that takes too long, with undefined. */
export async function within<Value>(ms: number, work: Promise<Value>): Promise<Value | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Runs a cell that has to succeed. */
export async function runWell(kernel: RunningKernel, code: string): Promise<CellResult> {
  const result = await within(60_000, kernel.run(code));
  if (result?.status !== 'ok') {
    const answer = result?.value ?? 'nothing within 60 s';
    throw new Error(`The cell should end well: ${code}\nReceived ${answer}`);
  }
  return result;
}
