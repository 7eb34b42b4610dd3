import { BlueprintBackend } from './backend';
import { outside } from './outside';
import {
  bytesOf,
  engineOf,
  type DataId,
  type DataType,
  type Engine,
  type Holder,
  type Tensor,
  type Tf,
} from './tensorflow';

/** The part of tfjs' initializers that layers use. */
export interface Initializer {
  apply(shape: number[], dtype?: DataType): Tensor;
  getClassName(): string;
}

/** How a weight is made when it is first used. */
export interface Recipe {
  readonly initializer: Initializer;
  readonly shape: readonly number[];
  readonly dtype: DataType;
  /** For errors, e.g. `conv1/kernel`. */
  readonly label: string;
}

interface Promised {
  readonly recipe: Recipe;
  readonly bytes: number;
  /** How many tensors and variables share it. */
  references: number;
  /** There once somebody has asked for them, until a backend takes them. */
  values?: unknown;
}

/**
 * The blueprint backend that a tf has registered: weights that nobody has used yet are here, as
 * recipes. The engine fetches their values as it does those of any tensor that is on another backend
 * than the one that computes:
 *
 *     conv2d on wasm -> dataIdMap.get(kernel) -> engine.moveData -> readSync (here) -> wasm.move
 *
 * What has not been made takes no memory: its bytes are left out of the engine's sum.
 */
export class RecipeBackend extends BlueprintBackend {
  readonly #tf: Tf;
  readonly #promised = new WeakMap<DataId, Promised>();
  #count = 0;

  constructor(tf: Tf) {
    super(tf);
    this.#tf = tf;
  }

  /** A tensor that gets its values when they are needed. */
  promise(recipe: Recipe): Tensor {
    const { shape, dtype } = recipe;
    const dataId: DataId = {};
    const bytes = bytesOf(shape, dtype);
    this.#promised.set(dataId, { recipe, bytes, references: 1 });
    this.#count += 1;
    const tensor = this.#engine.makeTensorFromTensorInfo(
      { dataId, shape: [...shape], dtype },
      this,
    );
    this.#engine.state.numBytes -= bytes;
    return tensor;
  }

  /** Whether data is still but a recipe. */
  isUnmade(dataId: DataId): boolean {
    const promised = this.#promised.get(dataId);
    return promised !== undefined && promised.values === undefined;
  }

  /** Values that found no room elsewhere are let go of; they can be made again. */
  unmake(dataId: DataId): void {
    const promised = this.#promised.get(dataId);
    if (promised?.values !== undefined) {
      delete promised.values;
      this.#engine.state.numBytes -= promised.bytes * promised.references;
    }
  }

  override readSync(dataId: DataId): unknown {
    const promised = this.#promised.get(dataId);
    if (!promised) {
      return super.readSync(dataId);
    }
    if (promised.values === undefined) {
      promised.values = this.#make(promised.recipe);
      this.#engine.state.numBytes += promised.bytes * promised.references;
    }
    return promised.values;
  }

  // tfjs awaits it: what is thrown has to be a rejection.
  // eslint-disable-next-line @typescript-eslint/require-await
  override async read(dataId: DataId): Promise<unknown> {
    return this.readSync(dataId);
  }

  override incRef(dataId: DataId): void {
    const promised = this.#promised.get(dataId);
    if (promised) {
      promised.references += 1;
      this.#engine.state.numBytes -= unmadeBytes(promised);
    } else {
      super.incRef(dataId);
    }
  }

  override refCount(dataId: DataId): number {
    return this.#promised.get(dataId)?.references ?? super.refCount(dataId);
  }

  override disposeData(dataId: DataId, isMoved = false): boolean {
    const promised = this.#promised.get(dataId);
    if (!promised) {
      return super.disposeData(dataId, isMoved);
    }
    promised.references -= 1;
    if (!isMoved) {
      // The engine has just subtracted them, of one of the tensors.
      this.#engine.state.numBytes += unmadeBytes(promised);
      if (promised.references > 0) {
        return false;
      }
    }
    this.#promised.delete(dataId);
    this.#count -= 1;
    return true;
  }

  override numDataIds(): number {
    return super.numDataIds() + this.#count;
  }

  get #engine(): Engine {
    return engineOf(this.#tf);
  }

  #make(recipe: Recipe): unknown {
    const { label, shape } = recipe;
    const engine = this.#engine;
    if (engine.backend === this) {
      throw new Error(
        `The weight ${label} cannot be initialized on the blueprint backend, which only counts. ` +
          'Choose another one, e.g. await tf.setBackend("wasm").',
      );
    }
    try {
      return outside(engine, () =>
        onReadable(this.#tf, recipe.initializer, () => read(this.#tf, recipe)),
      );
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new Error(
        `The weight ${label} [${shape.join(', ')}] could not be initialized. ${reason}`,
        { cause: error },
      );
    }
  }
}

/** What the engine counts too much for each tensor that shares it. */
function unmadeBytes({ values, bytes }: Promised): number {
  return values === undefined ? bytes : 0;
}

function read(tf: Tf, { initializer, shape, dtype }: Recipe): unknown {
  const value = tf.tidy(() => {
    const made = initializer.apply([...shape], dtype);
    return made.dtype === dtype ? made : tf.cast(made, dtype);
  });
  try {
    if (!tf.util.arraysEqual(value.shape, [...shape])) {
      throw new RangeError(`Its initializer made the shape [${value.shape.join(', ')}].`);
    }
    return engineOf(tf).readSync(value.dataId);
  } finally {
    value.dispose();
  }
}

/** Initializers that draw or repeat numbers in JavaScript, value by value. */
const drawing =
  /^(Zeros|Ones|Constant|RandomUniform|RandomNormal|TruncatedNormal|VarianceScaling|Fast\w+)$/;

/**
 * Runs `work` on the backend that computes; on `cpu` instead where that one cannot be read at once
 * (WebGPU), or where what JavaScript made would go to its heap and back (wasm).
 */
function onReadable<Result>(tf: Tf, initializer: Initializer, work: () => Result): Result {
  const engine = engineOf(tf);
  const { backendName, backendInstance } = engine;
  const isElsewhere =
    backendName === 'webgpu' ||
    (backendName === 'wasm' && drawing.test(initializer.getClassName()));
  const cpu = isElsewhere ? (tf.findBackend('cpu') as Holder | null) : null;
  if (!cpu) {
    return work();
  }
  Object.assign(engine, { backendName: 'cpu', backendInstance: cpu });
  try {
    return work();
  } finally {
    Object.assign(engine, { backendName, backendInstance });
  }
}
