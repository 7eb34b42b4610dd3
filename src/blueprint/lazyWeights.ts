import { currentDryRun } from './aside';
import { RecipeBackend, type Initializer } from './recipes';
import { engineOf, type DataType, type Engine, type Layer, type Tf } from './tensorflow';

/** A weight of a layer, as tfjs keeps it. */
type Weight = Layer['weights'][number];

/** The arguments of `addWeight`, as far as they are changed. */
type AddWeight = (
  this: Layer,
  name: string,
  shape: number[],
  dtype?: DataType,
  initializer?: Pick<Initializer, 'apply'>,
  regularizer?: unknown,
  isTrainable?: boolean,
  constraint?: unknown,
  initializerFunction?: () => Pick<Initializer, 'apply'>,
) => Weight;

/**
 * Lets layers be built without their weights: each gets the shape and type it asked for, and the
 * values when they are first used. Returns the function that ends this; weights that wait still get
 * their values.
 *
 * Initializers that do not descend from tfjs' own are run at once: what they hold on to (a tensor of
 * the cell, say) may be gone later.
 */
export function promiseWeights(tf: Tf, backend: () => RecipeBackend): () => void {
  const prototype = tf.layers.Layer.prototype as unknown as { addWeight: AddWeight };
  const { addWeight } = prototype;
  const zeros = tf.initializers.zeros() as unknown as Initializer;
  // tfjs does not export the base class of its initializers.
  const base = Object.getPrototypeOf(zeros.constructor) as new () => Initializer;

  prototype.addWeight = function (name, shape, dtype, initializer, ...rest) {
    const [regularizer, isTrainable, constraint, initializerFunction] = rest;
    const label = `${this.name}/${name}`;
    const promising = (real: Initializer): Pick<Initializer, 'apply'> => ({
      apply: (asked, type = 'float32') =>
        backend().promise({ initializer: real, shape: asked, dtype: type, label }),
    });
    const add = (): Weight =>
      addWeight.call(
        this,
        name,
        shape,
        dtype,
        initializer instanceof base ? promising(initializer) : initializer,
        regularizer,
        isTrainable,
        constraint,
        // Asked for by layers that are built only to be loaded.
        () => promising((initializerFunction?.() as Initializer | undefined) ?? zeros),
      );
    // A layer that builds others while it computes may do so in a dry run for the first time.
    return currentDryRun(engineOf(tf))?.suspend(add) ?? add();
  };
  return () => {
    prototype.addWeight = addWeight;
  };
}

/**
 * The engine's two functions that deal with the data of tensors and assume it is where the engine
 * computes:
 *
 * - a new variable counts a reference there, which would fetch the data: it is counted where it is;
 * - data is dropped at its source before its new place has room for it: recipes stay until then.
 */
export function adaptEngine(engine: Engine): void {
  const incRef = engine.incRef.bind(engine);
  const moveData = engine.moveData.bind(engine);
  engine.incRef = (tensor, backend) => {
    const holder = engine.state.tensorInfo.get(tensor.dataId)?.backend;
    if (holder instanceof RecipeBackend) {
      engine.trackTensor(tensor, backend);
      holder.incRef(tensor.dataId);
    } else {
      incRef(tensor, backend);
    }
  };
  engine.moveData = (backend, dataId) => {
    const info = engine.state.tensorInfo.get(dataId);
    const source = info?.backend;
    if (info === undefined || !(source instanceof RecipeBackend)) {
      moveData(backend, dataId);
      return;
    }
    const isNew = source.isUnmade(dataId);
    const values = source.readSync(dataId);
    try {
      backend.move(dataId, values, info.shape, info.dtype, source.refCount(dataId));
    } catch (error) {
      if (isNew) {
        source.unmake(dataId);
      }
      throw error;
    }
    info.backend = backend;
    source.disposeData(dataId, true);
    if (engine.shouldCheckForMemLeaks()) {
      const { numDataMovesStack } = engine.state;
      numDataMovesStack.push((numDataMovesStack.pop() ?? 0) + 1);
    }
  };
}
