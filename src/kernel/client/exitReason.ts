import type { KernelHost } from '../../protocol/kernel';

/** What is known of a kernel's end. */
export interface ExitFacts {
  readonly host: KernelHost;
  readonly code?: number;
  readonly signal?: string;
  /** Last lines of its stderr. */
  readonly stderr: string;
  /** Set when a cell called `process.exit`. */
  readonly exitCalled?: number;
  /** Set when starting it or its thread failed. */
  readonly error?: string;
  readonly heapLimitMb?: number;
}

/** Why a kernel ended, in one or two sentences for the learner. */
export function exitReason(facts: ExitFacts): string {
  const { host, code, signal, stderr, exitCalled, error } = facts;
  const subject = host === 'process' ? 'The kernel' : 'The kernel (in a worker thread)';
  if (isOutOfHeap(facts)) {
    const limit = limitOf(facts);
    return `${subject} ran out of memory (JavaScript heap limit${limit}). Keep less in arrays and objects, or raise tsnb.kernel.heapLimitMb.`;
  }
  if (exitCalled !== undefined) {
    return `${subject} ended because the cell called process.exit(${exitCalled}).`;
  }
  if (error !== undefined) {
    return `${subject} failed: ${error}`;
  }
  const crash = crashOf(signal, code);
  if (crash !== undefined) {
    return `${subject} crashed in native code (${crash}).`;
  }
  if (signal === 'SIGKILL') {
    return `${subject} was killed from outside (SIGKILL); the system may have run out of memory.`;
  }
  if (signal !== undefined) {
    return `${subject} was ended from outside (${signal}).`;
  }
  const last = stderr.trim().split('\n').at(-1) ?? '';
  return `${subject} ended with exit code ${code ?? 'unknown'}.${last === '' ? '' : ` Its last words: ${last}`}`;
}

function isOutOfHeap({ stderr, error }: ExitFacts): boolean {
  return (
    /heap out of memory|invalid (array|table) length Allocation failed/i.test(stderr) ||
    error?.includes('reaching memory limit') === true
  );
}

function limitOf({ stderr, heapLimitMb }: ExitFacts): string {
  if (heapLimitMb !== undefined) {
    return ` ${heapLimitMb} MB`;
  }
  // V8 writes "Mark-sweep 4041.3 (4143.0) -> ..." before it gives up.
  const seen = /(?:Mark-sweep|Mark-Compact)[^\n]*?(\d+)\.\d+ \((\d+)\.\d+\)/.exec(stderr)?.[2];
  return seen === undefined ? '' : `, about ${seen} MB`;
}

function crashOf(signal: string | undefined, code: number | undefined): string | undefined {
  if (signal !== undefined && /^SIG(SEGV|BUS|ILL|FPE|ABRT|TRAP)$/.test(signal)) {
    return signal;
  }
  // Where no signals are, the code says so: an abort, or Windows' access violation.
  if (code === 134 || code === 139) {
    return code === 134 ? 'SIGABRT' : 'SIGSEGV';
  }
  return code === 3_221_225_477 ? 'access violation' : undefined;
}
