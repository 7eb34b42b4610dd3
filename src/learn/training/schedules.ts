import {
  checkOptions,
  finite,
  from,
  listOf,
  oneOf,
  positive,
  whole,
  type Rule,
} from '../../zoo/options';
import { plateauRate } from './plateau';

/** Where in its training a network is when it asks for its learning rate. */
export interface Place {
  /** Steps that are done, over all epochs. */
  readonly step: number;
  /** Epochs that are done. */
  readonly epoch: number;
  readonly stepsPerEpoch: number;
  /** Steps of the whole training. */
  readonly steps: number;
  /** Validation error, 0 to 1, at the end of each epoch so far. */
  readonly errors: readonly number[];
}

/** A learning rate that changes. */
export interface Schedule {
  /** In words, e.g. `0.1, times 0.1 after 82 and 123 epochs`. */
  readonly text: string;
  /** Whether it stays as it is for many steps and then changes, which is worth a note. */
  readonly isStepwise: boolean;
  readonly rateAt: (place: Place) => number;
}

/** Of `schedules.steps`. */
export interface StepsOptions {
  /** The rate at the beginning. Default 0.1. */
  readonly from?: number;
  /** After how many epochs, or steps, it is multiplied by the factor. */
  readonly at: readonly number[];
  /** Default 0.1. */
  readonly factor?: number;
  /** What `at` counts. Default 'epochs'. */
  readonly unit?: 'epochs' | 'steps';
}

/** Of `schedules.every`. */
export interface EveryOptions {
  readonly from?: number;
  /** Default 8. */
  readonly epochs?: number;
  /** Default 0.96. */
  readonly factor?: number;
}

/** Of `schedules.polynomial`. */
export interface PolynomialOptions {
  readonly from?: number;
  readonly to?: number;
  /** 1: a straight line. Default 0.5. */
  readonly power?: number;
}

/** Of `schedules.cosine`. */
export interface CosineOptions {
  readonly from?: number;
  readonly to?: number;
}

/** Of `schedules.warmup`. */
export interface WarmupOptions {
  /** Epochs, or parts of one, in which the rate rises from nothing. Default 1. */
  readonly epochs?: number;
  /** What follows: a rate or a schedule. */
  readonly then: number | Schedule;
}

/** Of `schedules.onPlateau`. */
export interface PlateauOptions {
  readonly from?: number;
  /** Default 0.1. */
  readonly factor?: number;
  /** Epochs without a better validation error that are put up with. Default 2. */
  readonly patience?: number;
  /** How often the rate changes at most. Default 3. */
  readonly times?: number;
}

const rate: Rule = {
  allowed: 'a number above 0',
  holds: (value) => finite.holds(value) && (value as number) > 0,
};
const factor: Rule = positive(1);
const zeroOrMore = from(0);

/** Whether a value is a learning rate as `fit` takes it. */
export function isSchedule(value: unknown): value is Schedule {
  return typeof value === 'object' && value !== null && 'rateAt' in value && 'text' in value;
}

const scheduleOrRate: Rule = {
  allowed: 'a learning rate above 0, or a schedule such as schedules.cosine()',
  holds: (value) => rate.holds(value) || isSchedule(value),
};

/** A rate that stays, as a schedule. */
export function constant(value: number): Schedule {
  return { text: String(value), isStepwise: true, rateAt: () => value };
}

/** Falls by a factor at given times: ResNet, DenseNet (tables and section 4), VGG in hindsight. */
function steps(options: StepsOptions): Schedule {
  checkOptions<StepsOptions>('schedules.steps', options, {
    from: rate,
    at: listOf(zeroOrMore),
    factor,
    unit: oneOf('epochs', 'steps'),
  });
  const { from: first = 0.1, at, factor: by = 0.1, unit = 'epochs' } = options;
  return {
    text: `${first}, times ${by} after ${inWords(at)} ${unit}`,
    isStepwise: true,
    rateAt: ({ step, stepsPerEpoch }) => {
      const done = unit === 'steps' ? step : step / stepsPerEpoch;
      return first * by ** at.filter((time) => done >= time).length;
    },
  };
}

/** Falls by a few per cent every few epochs: GoogLeNet's "decreasing by 4 % every 8 epochs". */
function every(options: EveryOptions = {}): Schedule {
  checkOptions<EveryOptions>('schedules.every', options, { from: rate, epochs: whole(), factor });
  const { from: first = 0.01, epochs = 8, factor: by = 0.96 } = options;
  return {
    text: `${first}, times ${by} every ${epochs === 1 ? 'epoch' : `${epochs} epochs`}`,
    isStepwise: true,
    rateAt: ({ epoch }) => first * by ** Math.floor(epoch / epochs),
  };
}

/** (1 - part done) ** power, as Caffe's "poly" policy by which its GoogLeNet was trained. */
function polynomial(options: PolynomialOptions = {}): Schedule {
  checkOptions<PolynomialOptions>('schedules.polynomial', options, {
    from: rate,
    to: zeroOrMore,
    power: positive(100),
  });
  const { from: first = 0.01, to = 0, power = 0.5 } = options;
  return {
    text: `${first} to ${to}, polynomial of power ${power}`,
    isStepwise: false,
    rateAt: (place) => to + (first - to) * (1 - partOf(place)) ** power,
  };
}

/** Half a wave of a cosine down (Loshchilov & Hutter 2017), without restarts. */
function cosine(options: CosineOptions = {}): Schedule {
  checkOptions<CosineOptions>('schedules.cosine', options, { from: rate, to: zeroOrMore });
  const { from: first = 0.1, to = 0 } = options;
  return {
    text: `${first} to ${to}, cosine`,
    isStepwise: false,
    rateAt: (place) => to + ((first - to) * (1 + Math.cos(Math.PI * partOf(place)))) / 2,
  };
}

/** Rises evenly from nothing before another schedule goes its way (Goyal et al. 2017). */
function warmup(options: WarmupOptions): Schedule {
  checkOptions<WarmupOptions>('schedules.warmup', options, {
    epochs: positive(10_000),
    then: scheduleOrRate,
  });
  const { epochs = 1, then } = options;
  const rest = isSchedule(then) ? then : constant(then);
  return {
    text: `${rest.text}, after a warm-up of ${epochs} ${epochs === 1 ? 'epoch' : 'epochs'}`,
    isStepwise: false,
    rateAt: (place) => {
      const rising = epochs * place.stepsPerEpoch;
      return rest.rateAt(place) * Math.min(1, (place.step + 1) / rising);
    },
  };
}

/** Falls when the validation error stops improving: AlexNet, by 10, three times (section 5). */
function onPlateau(options: PlateauOptions = {}): Schedule {
  checkOptions<PlateauOptions>('schedules.onPlateau', options, {
    from: rate,
    factor,
    patience: whole(),
    times: whole(),
  });
  const { from: first = 0.01, factor: by = 0.1, patience = 2, times = 3 } = options;
  return {
    text: `${first}, times ${by} when the validation error has not improved for ${patience} epochs`,
    isStepwise: true,
    rateAt: ({ errors }) => plateauRate(errors, { first, by, patience, times }),
  };
}

/** Learning rates as the papers change them. */
export const schedules = { steps, every, polynomial, cosine, warmup, onPlateau };

function partOf({ step, steps: all }: Place): number {
  return Math.min(1, step / Math.max(1, all));
}

function inWords(numbers: readonly number[]): string {
  const last = numbers.at(-1) ?? 0;
  return numbers.length < 2 ? String(last) : `${numbers.slice(0, -1).join(', ')} and ${last}`;
}
