export * from './after';
export type { EpochRow } from './epochs';
export { createFit, type Fitting } from './fit';
export type { FitOptimizer } from './optimizers';
export type { FitOptions, Metric, ResumeOptions } from './options';
export type { Runs } from './runs';
export {
  schedules,
  type CosineOptions,
  type EveryOptions,
  type Place,
  type PlateauOptions,
  type PolynomialOptions,
  type Schedule,
  type StepsOptions,
  type WarmupOptions,
} from './schedules';
export type { TrainedRun } from './trainedRun';
