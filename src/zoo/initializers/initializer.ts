import type { DataType, serialization, Tensor } from '@tensorflow/tfjs';
import { checkOptions, type Rules } from '../options';
import { oncePerTf, type InitializerLike, type Tf } from '../tensorflow';
import type { Fill } from './random';

/** What every random initializer can be asked for. */
export interface SeededArgs {
  /** The same seed and shape give the same values; without one, every call differs. */
  readonly seed?: number;
}

/** What tells one random initializer from another. */
interface Definition<Args extends SeededArgs> {
  /** In a saved model. */
  readonly className: string;
  /** As it is called, for errors. */
  readonly name: string;
  readonly rules: Rules<Args>;
  /** The arguments with their defaults, to be saved, and how to fill a weight of a shape. */
  readonly resolve: (args: Args) => {
    readonly config: serialization.ConfigDict;
    readonly fill: (shape: readonly number[]) => Fill;
  };
}

interface Initializer {
  apply(shape: number[], dtype?: DataType): Tensor;
  getClassName(): string;
  getConfig(): serialization.ConfigDict;
}

/** Makes an initializer for any layer's weights, serializable, out of a way to fill them. */
export function defineInitializer<Args extends SeededArgs>({
  className,
  name,
  rules,
  resolve,
}: Definition<Args>): (tf: Tf) => (args?: Args) => InitializerLike {
  return oncePerTf((tf) => {
    // tfjs does not export the base class of its initializers, yet accepts nothing else.
    const Base = Object.getPrototypeOf(
      tf.initializers.zeros().constructor,
    ) as new () => Initializer;

    class Random extends Base {
      static readonly className = className;
      readonly #seed: number | null;
      readonly #resolved: ReturnType<typeof resolve>;

      constructor(args: Args) {
        super();
        this.#seed = args.seed ?? null;
        this.#resolved = resolve(args);
      }

      override apply(shape: number[], dtype: DataType = 'float32'): Tensor {
        if (dtype !== 'float32') {
          throw new TypeError(`${className} makes float32 weights. Received dtype=${dtype}`);
        }
        const length = shape.reduce((size, dimension) => size * dimension, 1);
        const seed = this.#seed ?? Math.floor(Math.random() * 2 ** 32);
        return tf.tensor(this.#resolved.fill(shape)(length, seed), shape);
      }

      override getConfig(): serialization.ConfigDict {
        return { ...this.#resolved.config, seed: this.#seed };
      }
    }
    tf.serialization.registerClass(Random as never);
    return (args = {} as Args) => {
      checkOptions(name, args, rules);
      return new Random(args) as unknown as InitializerLike;
    };
  });
}
