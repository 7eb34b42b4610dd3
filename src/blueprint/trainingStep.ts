import { lossOf, targetShape } from './loss';
import type { Meter } from './meter';
import { trainFunctionOf } from './model';
import { copyOptimizer, type OptimizerLike } from './optimizers';
import type { DataType, LayersModel, Tensor, Tf } from './tensorflow';

/** What a training step is made of. */
export interface TrainingStepOptions {
  readonly optimizer?: OptimizerLike;
  readonly loss?: LayersModel['loss'];
  /** A batch of each input. */
  readonly xs: readonly Tensor[];
  readonly make: (shape: readonly number[], dtype: DataType) => Tensor;
  readonly meter: Meter;
  /** Called at the end of each forward pass. */
  readonly onForward: () => void;
}

/** A training step of the model as `fit` takes one, which tells the meter what it is about. */
export function trainingStep(tf: Tf, model: LayersModel, options: TrainingStepOptions): () => void {
  const { xs, make, meter, onForward, loss = lossOf(model) } = options;
  const optimizer = copyOptimizer(tf, options.optimizer ?? 'sgd');
  const compute = optimizer.computeGradients.bind(optimizer);
  const apply = optimizer.applyGradients.bind(optimizer);
  optimizer.computeGradients = (forward, variables) =>
    compute(() => {
      meter.purpose = 'activations';
      const value = forward();
      onForward();
      meter.purpose = 'gradients';
      return value;
    }, variables);
  optimizer.applyGradients = (gradients) => {
    meter.purpose = 'optimizer';
    apply(gradients);
    meter.purpose = 'activations';
  };
  const metrics = model.metrics as LayersModel['metrics'] | undefined;
  model.compile({ optimizer, loss, metrics: metrics ?? [] });
  const targets = outputShapes(tf, model, xs).map((shape, index) =>
    make(targetShape(model, { loss, index, shape }), 'float32'),
  );
  const train = trainFunctionOf(model);
  return () => tf.dispose(train([...xs, ...targets]));
}

/** Outputs whose sizes the model leaves open have those of a prediction. */
function outputShapes(tf: Tf, model: LayersModel, xs: readonly Tensor[]): readonly number[][] {
  const [batch = 1] = xs[0]?.shape ?? [];
  const declared = model.outputs.map(({ shape }) => [batch, ...shape.slice(1)]);
  if (declared.every((shape) => shape.every((size) => size !== null))) {
    return declared;
  }
  const predictions = model.predictOnBatch([...xs]);
  tf.dispose(predictions);
  return (Array.isArray(predictions) ? predictions : [predictions]).map(({ shape }) => shape);
}
