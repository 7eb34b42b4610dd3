import type { KernelConfig, NamedTensorInfoMap, Tensor } from '@tensorflow/tfjs';

import type { Tf } from '../started';
import { ownNames } from '../training/names';
import { inputOf } from '../wasm/kernels';
import type { TensorFlow } from './operations';
import { attributesFor, emptyOf, execute, executeOne, scalarOf } from './operations';

interface Call {
  readonly tf: Tf;
  readonly backend: TensorFlow;
  readonly input: (name: string) => Tensor;
  /** What the forward pass left for the backward one, in order. */
  readonly reserved: readonly Tensor[];
  readonly epsilon: number;
}

/**
 * Our batch normalization as TensorFlow's own fused operations. What these keep for the backward pass
 * differs between processor and GPU: it is handed from one to the other and not looked at.
 */
export function installBatchNorm(tf: Tf): void {
  const register = (kernelName: string, run: (call: Call) => Tensor[]) => {
    const kernelFunc: KernelConfig['kernelFunc'] = ({ inputs, attrs, backend }) =>
      tf.tidy(() =>
        run({
          tf,
          backend: backend as unknown as TensorFlow,
          input: (name) => inputOf(inputs, name) as unknown as Tensor,
          reserved: reservedOf(inputs),
          epsilon: attrs?.['epsilon'] as number,
        }),
      );
    tf.registerKernel({ kernelName, backendName: 'tensorflow', kernelFunc });
  };
  register(ownNames.batchNorm, normalize);
  register(ownNames.batchNormGradient, gradients);
}

function reservedOf(inputs: NamedTensorInfoMap): readonly Tensor[] {
  const names = Object.keys(inputs).filter((name) => name.startsWith('reserved '));
  return names.sort().map((name) => inputOf(inputs, name) as unknown as Tensor);
}

function normalize({ tf, backend, input, epsilon }: Call): Tensor[] {
  const x = input('x');
  const empty = emptyOf(backend);
  const [y, mean, variance, ...reserved] = execute(backend, {
    name: 'FusedBatchNormV3',
    inputs: [asImages(tf, x), input('gamma'), input('beta'), empty, empty],
    attributes: attributesOf(backend, epsilon),
    outputs: 6,
  }) as [Tensor, Tensor, Tensor, ...Tensor[]];
  const rows = x.size / (x.shape.at(-1) ?? 1);
  // It gives what the variance of all images is likely to be, and the layer wants that of these.
  const ofThese = executeOne(backend, {
    name: 'Mul',
    inputs: [variance, scalarOf(backend, Math.max(1, rows - 1) / rows)],
    attributes: [attributesFor(backend).float32('T')],
  });
  return [likeInput(tf, y, x), mean, ofThese, ...reserved];
}

function gradients({ tf, backend, input, reserved, epsilon }: Call): Tensor[] {
  const x = input('x');
  const [dx, ...ofWeights] = execute(backend, {
    name: 'FusedBatchNormGradV3',
    inputs: [asImages(tf, input('dy')), asImages(tf, x), input('gamma'), ...reserved],
    attributes: attributesOf(backend, epsilon),
    outputs: 5,
    wanted: 3,
  }) as [Tensor, ...Tensor[]];
  return [likeInput(tf, dx, x), ...ofWeights];
}

/** It takes four axes only. */
function asImages(tf: Tf, x: Tensor): Tensor {
  return x.rank === 4 ? x : tf.reshape(x, [-1, 1, 1, x.shape.at(-1) ?? 1]);
}

function likeInput(tf: Tf, images: Tensor, { rank, shape }: Tensor): Tensor {
  return rank === 4 ? images : tf.reshape(images, shape);
}

function attributesOf(backend: TensorFlow, epsilon: number) {
  const { float32, number, text, flag } = attributesFor(backend);
  return [
    ...[float32('T'), float32('U'), number('epsilon', epsilon)],
    ...[text('data_format', 'NHWC'), flag('is_training', true)],
  ];
}
