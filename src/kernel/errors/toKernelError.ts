import type { KernelError, StackFrame } from '../../protocol/kernel';
import { CellSyntaxError } from '../evaluator';
import { describeThrown } from './describe';
import type { Places } from './frames';
import { frameToLine, toFrames } from './frames';
import { parseStack } from './stack';

/** A cause of a cause of a cause... says little, and may come round again. */
const maxDepth = 8;

/** Makes any thrown value ready to be shown, places in the learner's coordinates. */
export function toKernelError(thrown: unknown, places: Places): KernelError {
  return convert(thrown, places, []);
}

function convert(thrown: unknown, places: Places, outer: readonly unknown[]): KernelError {
  const { name, message, stack, related } = describeThrown(thrown);
  const frames =
    thrown instanceof CellSyntaxError ? [syntaxFrame(thrown)] : toFrames(parseStack(stack), places);
  const inner =
    outer.length >= maxDepth
      ? []
      : related
          .filter((one) => one.thrown !== thrown && !outer.includes(one.thrown))
          .map((one) => ({
            label: one.label,
            error: convert(one.thrown, places, [...outer, thrown]),
          }));
  const causes = inner.flatMap(({ label, error }) =>
    label === 'Caused by' ? [error, ...error.causes] : [error],
  );
  return makeError({
    name,
    message,
    frames,
    causes,
    further: inner.flatMap(({ label, error }) => [
      `${label}: ${error.traceback[0] ?? ''}`,
      ...error.traceback.slice(1),
    ]),
  });
}

interface Parts {
  readonly name: string;
  readonly message: string;
  readonly frames: readonly StackFrame[];
  readonly causes: readonly KernelError[];
  readonly further: readonly string[];
}

function makeError({ name, message, frames, causes, further }: Parts): KernelError {
  const head = message === '' ? name : `${name}: ${message}`;
  return {
    name,
    message,
    frames,
    causes,
    traceback: [...head.split('\n'), ...frames.map(frameToLine), ...further],
  };
}

function syntaxFrame({ cell, line, column }: CellSyntaxError): StackFrame {
  return { functionName: '', cell, line, column };
}
