import type { ResumeOptions } from './options';
import type { RunState } from './runState';
import { variableOf } from './variables';

/** Stops a run that cannot go on, saying why. */
export function resumable(state: RunState, { epochs, steps }: ResumeOptions): void {
  const { name, status, released, step, stepsPerEpoch, model } = state;
  const fail = (why: string): never => {
    throw new Error(`resume: the run '${name}' cannot go on: ${why}`);
  };
  if (status === 'running') {
    fail('it is running');
  }
  if (released !== undefined) {
    fail(released);
  }
  if (model.weights.some((weight) => variableOf(weight).isDisposed)) {
    fail('its model was disposed of');
  }
  const planned = epochs ?? state.epochs;
  if (planned * stepsPerEpoch <= step) {
    throw new RangeError(
      `resume: epochs should be above ${Math.floor(step / stepsPerEpoch)}, which are done. ` +
        `Received ${epochs === undefined ? 'none' : `epochs=${epochs}`}`,
    );
  }
  if (steps !== undefined && steps <= step) {
    throw new RangeError(
      `resume: steps should be above ${step}, which are done. Received steps=${steps}`,
    );
  }
}
