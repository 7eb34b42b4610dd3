import type { TrainingPayload } from '../../protocol/training';
import { parseTraining } from '../../protocol/trainingGuards';
import { drawTraining } from './file';
import { usualOptions } from './options';

/**
 * The picture of a training payload as a standalone SVG file with its own colours, for saved
 * notebooks.
 *
 * @throws Error when the payload cannot be drawn; it says what is wrong first.
 */
export function trainingSvg(payload: TrainingPayload): string {
  const training = parseTraining(payload);
  return drawTraining(training, usualOptions(training));
}
