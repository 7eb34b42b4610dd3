import type { Tensor, Tensor1D, Tensor4D } from '@tensorflow/tfjs';
import type { Conv2dArgs, Tf } from '../tensorflow';

/** Sizes of one batch, or of a list of batches. */
export type Shapes = (number | null)[] | (number | null)[][];

/** A weight of a stock layer. */
export interface Weight<Value> {
  read(): Value;
}

/** The parts of tfjs' `Conv2D` that a subclass builds on; tfjs keeps the class to itself. */
export type Conv2DClass = new (args: Conv2dArgs) => InstanceType<Tf['layers']['Layer']> & {
  kernel: Weight<Tensor4D> | null;
  bias: Weight<Tensor1D> | null;
  readonly filters: number;
  readonly kernelSize: [number, number];
  readonly strides: [number, number];
  readonly dilationRate: [number, number];
  readonly useBias: boolean;
  readonly activation: { apply(x: Tensor): Tensor };
  readonly kernelInitializer: never;
  readonly kernelRegularizer: never;
  readonly kernelConstraint: never;
  readonly biasInitializer: never;
  readonly biasRegularizer: never;
  readonly biasConstraint: never;
};

/** The class of a stock layer, such as `Conv2D`, to build another on. */
export function stockClass(tf: Tf, className: string): unknown {
  const [stock] = tf.serialization.SerializationMap.getMap().classNameMap[className] ?? [];
  if (!stock) {
    throw new Error(`This TensorFlow.js has no layer ${className} to build another on.`);
  }
  return stock;
}

/** The images that a layer receives, which tfjs gives alone or in a list. */
export function onlyImages(inputs: Tensor | Tensor[]): Tensor4D {
  return (Array.isArray(inputs) ? inputs[0] : inputs) as Tensor4D;
}

/**
 * The sizes of the only input of a layer of images.
 *
 * @throws RangeError when it is something else.
 */
export function imagesShape(
  layer: string,
  shapes: Shapes,
): [number | null, number | null, number | null, number] {
  const shape = (Array.isArray(shapes[0]) ? shapes[0] : shapes) as (number | null)[];
  if (shape.length !== 4 || typeof shape[3] !== 'number') {
    throw new RangeError(
      `${layer}: expected images [batch, height, width, channels] of a known number of ` +
        `channels. Received ${JSON.stringify(shapes)}`,
    );
  }
  return shape as [number | null, number | null, number | null, number];
}

/** Stops a layer that is asked for channels first. */
export function expectChannelsLast(layer: string, dataFormat: string | undefined): void {
  if (dataFormat === 'channelsFirst') {
    throw new RangeError(
      `${layer}: takes images with channels last. ` +
        'Received dataFormat=channelsFirst, expected channelsLast',
    );
  }
}
