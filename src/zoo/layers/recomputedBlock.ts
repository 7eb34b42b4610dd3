import type { LayersModel, Scalar, serialization, Tensor } from '@tensorflow/tfjs';
import { oncePerTf, type Layer, type LayerArgs, type Tf } from '../tensorflow';
import { recordingRandom, replayingRandom } from './replay';
import type { Shapes } from './stock';

/** Arguments of a recomputed block. */
export interface RecomputedBlockArgs extends LayerArgs {
  /** What the block computes: any number of inputs, one output. The block owns it from now on. */
  readonly model: LayersModel;
}

/** What `tf.layers.Layer.call` receives besides its inputs. */
type CallArgs = Parameters<Layer['call']>[1];

/**
 * A block that keeps only its inputs for the backward pass and computes everything between again
 * there: memory for time (Chen et al. 2016; for DenseNet, Pleiss et al. 2017).
 *
 *     forward    inputs ---- model ----> output      what is between is freed
 *     backward   inputs ---- model ----> output      again, now with all that gradients need
 *                       <-- gradients --
 *
 * Outputs are those of the model to the last bit. So are gradients, but for one case: an input that
 * the block uses several times and that is used after the block, too, sums its gradients in another
 * order, which rounds differently. Moving statistics change once in a step, and dropout draws the
 * same mask in both passes. Derivatives of the gradients (second order) are refused.
 */
export const defineRecomputedBlock = oncePerTf((tf) => {
  class RecomputedBlock extends tf.layers.Layer {
    static readonly className = 'RecomputedBlock';
    readonly model: LayersModel;

    constructor(args: RecomputedBlockArgs) {
      super(args);
      const { model, trainable = true } = args;
      if (!(model instanceof tf.LayersModel)) {
        throw new TypeError(
          `${this.name}: model should be a tf.LayersModel. Received ${typeof model}`,
        );
      }
      if (model.outputs.length !== 1) {
        throw new RangeError(
          `${this.name}: model should have one output. ` +
            `Received ${model.name} with ${model.outputs.length}`,
        );
      }
      if (!model.built) {
        model.build(model.inputs.map(({ shape }) => shape)); // tf.sequential waits until it is used
      }
      this.model = model;
      if (!trainable) {
        model.trainable = false;
      }
      this.inputSpec = model.inputs.map(({ shape }) => new tf.InputSpec({ shape }));
    }

    override get trainable(): boolean {
      return this.model.trainable;
    }

    override set trainable(trainable: boolean) {
      this.model.trainable = trainable;
    }

    override get trainableWeights(): LayersModel['trainableWeights'] {
      return this.model.trainableWeights;
    }

    override get nonTrainableWeights(): LayersModel['nonTrainableWeights'] {
      return this.model.nonTrainableWeights;
    }

    override calculateLosses(): Scalar[] {
      return this.model.calculateLosses();
    }

    override computeOutputShape(inputShape: Shapes): Shapes {
      return this.model.computeOutputShape(inputShape);
    }

    override call(inputs: Tensor | Tensor[], args: CallArgs): Tensor {
      if (tf.engine().state.gradientDepth > 1) {
        throw new Error(
          `${this.name}: a recomputed block has no gradients of gradients. ` +
            'Use its model without the block.',
        );
      }
      const given = Array.isArray(inputs) ? inputs : [inputs];
      const variables = this.trainableWeights.map((weight) => weight.read());
      const run = (at: Tensor[]): Tensor => this.model.apply(at, args) as Tensor;
      const compute = tf.customGrad((...all) => {
        // customGrad adds a function to the tensors that it passes on.
        const save = all.pop() as unknown as (tensors: Tensor[]) => void;
        save(given);
        const [value, random] = recordingRandom(() => run(given));
        return {
          value,
          gradFunc: (slope: Tensor, saved: Tensor[]) => {
            const states = this.model.weights.map((weight) => tf.clone(weight.read()));
            const at = [...saved, ...variables];
            const gradients = replayingRandom(random, () =>
              freshGradients(tf, { of: () => run(saved), at, slope }),
            );
            // What a layer counted or averaged, it did for the second time.
            this.model.weights.forEach((weight, index) => {
              const before = states[index] as Tensor;
              if (weight.read().dataId !== before.dataId) {
                weight.write(before);
              }
            });
            return gradients;
          },
        };
      });
      return compute(...given, ...variables);
    }

    override getConfig(): serialization.ConfigDict {
      const { model } = this;
      const inner = { className: model.getClassName(), config: model.getConfig() };
      return { ...super.getConfig(), model: inner };
    }

    static override fromConfig<Block extends serialization.Serializable>(
      block: serialization.SerializableConstructor<Block>,
      config: serialization.ConfigDict,
    ): Block {
      const { className, config: inner } = config['model'] as {
        className: string;
        config: serialization.ConfigDict;
      };
      const [modelClass, modelFrom] =
        tf.serialization.SerializationMap.getMap().classNameMap[className] ?? [];
      if (!modelClass || !modelFrom) {
        throw new Error(`RecomputedBlock: there is no class ${className} for its model.`);
      }
      const model = modelFrom(modelClass, inner) as unknown as LayersModel;
      return new block({ ...config, model });
    }

    protected override disposeWeights(): number {
      return this.model.dispose().numDisposedVariables;
    }
  }
  tf.serialization.registerClass(RecomputedBlock);
  return (args: RecomputedBlockArgs): Layer => new RecomputedBlock(args);
});

interface GradientsArgs {
  readonly of: () => Tensor;
  readonly at: readonly Tensor[];
  /** Of the loss, in the direction of each output. */
  readonly slope: Tensor;
}

/**
 * Gradients while those of a larger function are being computed. tfjs has one tape: the larger
 * function's is put aside for the time.
 */
function freshGradients(tf: Tf, { of, at, slope }: GradientsArgs): Tensor[] {
  const engine = tf.engine();
  const { activeTape } = engine.state;
  try {
    const { grads } = engine.gradients(of, [...at], slope, true);
    // tfjs leaves out those that the output does not depend on.
    const found = grads as (Tensor | undefined)[];
    return at.map(({ shape }, index) => found[index] ?? tf.zeros(shape));
  } finally {
    engine.state.activeTape = activeTape;
  }
}
