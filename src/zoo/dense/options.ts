import { networkRules, type NetworkOptions } from '../network';
import { flag, oneOf, positive, rate, whole, type Rules } from '../options';

/** Options of `densenet121` to `densenet264`; the defaults are the paper's. */
export interface DenseNetOptions extends NetworkOptions {
  /**
   * - 'paper': He's initialization, Torch's batch normalization (1e-5, 0.9) (default)
   * - 'torchvision': the same, but for dropout, which only the last convolution of a layer has
   * - 'keras': Glorot's initialization, its batch normalization (1.001e-5, 0.99)
   */
  readonly convention?: 'paper' | 'torchvision' | 'keras';
  /** k: how many maps a layer adds. Default 32, of `densenet161` 48. */
  readonly growthRate?: number;
  /** Maps before the first dense block. Default 2k. */
  readonly initialFilters?: number;
  /** Theta: the part of the maps that a transition keeps, rounded down. Default 0.5. */
  readonly compression?: number;
  /** A 1x1 convolution to 4k maps before each 3x3 one. Default true. */
  readonly bottleneck?: boolean;
  /** Rate after convolutions, but not after the network's first. Default 0. */
  readonly dropout?: number;
  /** Computes concatenations again for the backward pass: less memory, more time. Default false. */
  readonly memoryEfficient?: boolean;
}

/** The rules of `DenseNetOptions`. */
export const denseNetRules: Rules<DenseNetOptions> = {
  ...networkRules,
  convention: oneOf('paper', 'torchvision', 'keras'),
  growthRate: whole(),
  initialFilters: whole(),
  compression: positive(1),
  bottleneck: flag,
  dropout: rate,
  memoryEfficient: flag,
};
