import type { RunState } from './runState';

/** Steps whose time tells how fast it goes. */
const window = 20;

/** How fast a run goes, and how long it will take. */
export class Speed {
  readonly #state: RunState;
  #steps: { readonly images: number; readonly milliseconds: number }[] = [];
  #validation = 0;

  constructor(state: RunState) {
    this.#state = state;
  }

  addStep(images: number, milliseconds: number): void {
    this.#steps = [...this.#steps.slice(1 - window), { images, milliseconds }];
  }

  addValidation(milliseconds: number): void {
    this.#validation = milliseconds;
  }

  /** Writes into the run what is known now. */
  tell(): void {
    const images = this.#steps.reduce((sum, step) => sum + step.images, 0);
    const milliseconds = this.#steps.reduce((sum, step) => sum + step.milliseconds, 0);
    if (images === 0 || milliseconds === 0) {
      return;
    }
    const { step, steps, stepsPerEpoch } = this.#state.place;
    const validations = Math.ceil(steps / stepsPerEpoch) - Math.floor(step / stepsPerEpoch);
    const each = milliseconds / this.#steps.length;
    this.#state.imagesPerSecond = (1000 * images) / milliseconds;
    this.#state.secondsLeft = ((steps - step) * each + validations * this.#validation) / 1000;
  }
}
