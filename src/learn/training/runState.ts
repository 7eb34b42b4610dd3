import type { LayersModel } from '@tensorflow/tfjs';
import type { RunStatus, TrainingNote, TrainingRun } from '../../protocol/training';
import type { Tf } from '../../zoo';
import type { ImageSet } from '../data/types';
import { epochRows, type EpochRow } from './epochs';
import type { Heads } from './heads';
import { Measured } from './measured';
import { epochNotes } from './notes';
import { OwnOptimizer, optimizerInWords } from './optimizers';
import type { Settled } from './options';
import type { Place, Schedule } from './schedules';
import { count, runInWords } from './words';

/** What a run is made of. */
export interface RunParts {
  readonly model: LayersModel;
  readonly data: ImageSet;
  readonly validation: ImageSet | undefined;
  readonly heads: Heads;
  readonly settled: Settled;
}

/** More notes than this hide each other. */
const mostNotes = 60;

/** All that there is of a run: what it trains, how far it is, what was measured. */
export class RunState {
  readonly model: LayersModel;
  readonly heads: Heads;
  readonly settled: Settled;
  readonly optimizer: OwnOptimizer;
  readonly batches: Measured;
  readonly epochMeans: Measured;
  readonly validated: Measured;
  /** What happened, as opposed to what the numbers show. */
  readonly events: TrainingNote[] = [];
  data: ImageSet;
  validation: ImageSet | undefined;
  epochs: number;
  schedule: Schedule;
  status: RunStatus = 'running';
  reason: string | undefined;
  /** Steps done. */
  step = 0;
  /** Spent on it, without the time it was stopped. */
  seconds = 0;
  /** Of the step before. */
  rate: number | undefined;
  imagesPerSecond: number | undefined;
  secondsLeft: number | undefined;
  /** Why it cannot go on: what it needs was given up. */
  released: string | undefined;
  readonly #trained: string;

  constructor(tf: Tf, { model, data, validation, heads, settled }: RunParts) {
    this.model = model;
    this.data = data;
    this.validation = validation;
    this.heads = heads;
    this.settled = settled;
    this.epochs = settled.epochs;
    this.schedule = settled.schedule;
    this.batches = new Measured(settled.metrics);
    this.epochMeans = new Measured(settled.metrics);
    this.validated = new Measured(settled.metrics);
    this.optimizer = new OwnOptimizer(tf, settled, this.schedule.rateAt(this.place));
    const sum = (weights: LayersModel['weights']) =>
      weights.reduce(
        (all, { shape }) => all + shape.reduce<number>((size, side) => size * (side ?? 1), 1),
        0,
      );
    const [trained, all] = [sum(model.trainableWeights), sum(model.weights)];
    this.#trained = `${trained.toLocaleString('en')} of ${all.toLocaleString('en')}`;
  }

  get name(): string {
    return this.settled.name;
  }

  get stepsPerEpoch(): number {
    return Math.ceil(this.data.size / this.settled.batchSize);
  }

  get place(): Place {
    const { step, stepsPerEpoch } = this;
    const measured = this.validation ? this.validated : this.epochMeans;
    const { accuracy, loss = [] } = measured.columns;
    return {
      step,
      epoch: Math.floor(step / stepsPerEpoch),
      stepsPerEpoch,
      steps: this.epochs * stepsPerEpoch,
      errors: accuracy?.map((share) => 1 - share) ?? loss,
    };
  }

  get rows(): EpochRow[] {
    return epochRows(this.epochMeans, this.validated, this.stepsPerEpoch);
  }

  get notes(): TrainingNote[] {
    const all = [...this.events, ...epochNotes(this.rows, this.data.classes.length)].toSorted(
      (a, b) => a.step - b.step,
    );
    return all.length <= mostNotes ? all : [...all.slice(0, 10), ...all.slice(10 - mostNotes)];
  }

  /** Forgets what was measured after the steps that are done, before it is done again. */
  cutBack(): void {
    for (const measured of [this.batches, this.epochMeans, this.validated]) {
      measured.cutAfter(this.step);
    }
  }

  /** Gives up what only going on needs. */
  release(why: string): void {
    if (this.released === undefined) {
      this.released = why;
      this.optimizer.dispose();
    }
  }

  get summary(): string {
    const { status, name, reason, epochs, step, stepsPerEpoch, imagesPerSecond, secondsLeft } =
      this;
    return runInWords({
      ...{ name, status, reason, epochs, step, stepsPerEpoch, imagesPerSecond, secondsLeft },
      rows: this.rows,
      loss: this.batches.columns['loss']?.at(-1) ?? NaN,
    });
  }

  /** The run as a payload has it, without its measurements. */
  get head(): Omit<TrainingRun, 'batches' | 'epochMeans' | 'validation'> {
    const { name, status, reason, epochs, stepsPerEpoch, step, imagesPerSecond } = this;
    const { secondsLeft } = this;
    return {
      name,
      status,
      ...(reason !== undefined && { reason }),
      epochs,
      stepsPerEpoch,
      batchSize: this.settled.batchSize,
      step,
      ...(imagesPerSecond !== undefined && { imagesPerSecond }),
      ...(status === 'running' && secondsLeft !== undefined && { secondsLeft }),
      settings: this.settings,
      notes: this.notes,
    };
  }

  /** The run as a payload has it, with at most so many points of each kind. */
  toRecord(most: number): TrainingRun {
    return {
      ...this.head,
      batches: this.batches.toMeasurements({ most }),
      epochMeans: this.epochMeans.toMeasurements({ most }),
      validation: this.validated.toMeasurements({ most }),
    };
  }

  get settings(): Readonly<Record<string, string>> {
    const { weightDecay, labelSmoothing, auxiliaryWeight, batchSize, seed } = this.settled;
    return {
      model: this.model.name,
      images: `${this.data.name}, ${count(this.data.size, 'image')}`,
      ...(this.validation && {
        validation: `${this.validation.name}, ${count(this.validation.size, 'image')}`,
      }),
      optimizer: optimizerInWords(this.settled),
      'learning rate': this.schedule.text,
      'batch size': String(batchSize),
      ...(weightDecay && {
        'weight decay': `${weightDecay.rate}${weightDecay.decoupled ? ', decoupled' : ''}`,
      }),
      ...(labelSmoothing > 0 && { 'label smoothing': String(labelSmoothing) }),
      ...(this.heads.kinds.length > 1 && { 'auxiliary weight': String(auxiliaryWeight) }),
      'trained weights': this.#trained,
      seed: String(seed),
    };
  }
}
