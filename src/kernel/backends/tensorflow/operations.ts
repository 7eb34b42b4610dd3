import type { KernelBackend, Tensor, TensorInfo } from '@tensorflow/tfjs';

/** What tfjs-node's addon says of a tensor that it made. */
export interface Metadata {
  readonly id: number;
  readonly shape: number[];
  readonly dtype: number;
}

export interface Attribute {
  readonly name: string;
  readonly type: number;
  readonly value: unknown;
}

/** What tfjs-node knows of a tensor's data. */
interface Entry {
  /** Of the addon's tensor; -1 while the values have not been given to TensorFlow. */
  id: number;
}

/** The parts of tfjs-node's backend that its own kernels are made of. */
export type TensorFlow = Pick<KernelBackend, 'disposeData' | 'incRef' | 'refCount'> & {
  readonly isUsingGpuDevice: boolean;
  readonly binding: {
    readonly TF_ATTR_INT: number;
    readonly TF_ATTR_TYPE: number;
    readonly TF_ATTR_FLOAT: number;
    readonly TF_ATTR_STRING: number;
    readonly TF_ATTR_BOOL: number;
    readonly TF_ATTR_SHAPE: number;
    readonly TF_FLOAT: number;
    readonly TF_RESOURCE: number;
    createTensor(shape: readonly number[], dtype: number, values: Float32Array): number;
    deleteTensor(id: number): void;
    executeOp(
      name: string,
      attributes: readonly Attribute[],
      inputs: readonly number[],
      outputs: number,
    ): Metadata[];
  };
  readonly tensorMap: { get(dataId: object): Entry };
  getInputTensorIds(tensors: readonly TensorInfo[]): number[];
  createOutputTensor(metadata: Metadata): Tensor;
};

/** An operation of TensorFlow's own, as one of its eager ones. */
export interface Operation {
  readonly name: string;
  readonly inputs: readonly (TensorInfo | number)[];
  readonly attributes: readonly Attribute[];
  /** How many results it has. */
  readonly outputs: number;
  /** Of these, how many are wanted, from the first on. Default: all. */
  readonly wanted?: number;
}

/** Runs an operation; its inputs are tensors, or numbers of the addon's own tensors. */
export function execute(backend: TensorFlow, operation: Operation): Tensor[] {
  const { wanted = operation.outputs } = operation;
  const made = executeRaw(backend, operation);
  for (const { id } of made.slice(wanted)) {
    backend.binding.deleteTensor(id);
  }
  return made.slice(0, wanted).map((metadata) => backend.createOutputTensor(metadata));
}

/** Runs an operation that has one result. */
export function executeOne(
  backend: TensorFlow,
  operation: Omit<Operation, 'outputs' | 'wanted'>,
): Tensor {
  return backend.createOutputTensor(executeRawOne(backend, operation));
}

/** Runs an operation for results that tfjs is to know nothing of. */
export function executeRaw(
  backend: TensorFlow,
  { name, inputs, attributes, outputs }: Operation,
): readonly Metadata[] {
  const ids = inputs.flatMap((input) =>
    typeof input === 'number' ? input : backend.getInputTensorIds([input]),
  );
  return backend.binding.executeOp(name, attributes, ids, outputs);
}

/** The same of one result. */
export function executeRawOne(
  backend: TensorFlow,
  operation: Omit<Operation, 'outputs' | 'wanted'>,
): Metadata {
  const [made] = executeRaw(backend, { ...operation, outputs: 1 });
  if (made === undefined) {
    throw new Error(`TensorFlow's ${operation.name} gave no result.`);
  }
  return made;
}

/** Attributes of operations on 32-bit floats, which is all that ours are for. */
export function attributesFor({ binding }: TensorFlow) {
  return {
    float32: (name: string): Attribute => ({
      name,
      type: binding.TF_ATTR_TYPE,
      value: binding.TF_FLOAT,
    }),
    number: (name: string, value: number): Attribute => ({
      name,
      type: binding.TF_ATTR_FLOAT,
      value,
    }),
    text: (name: string, value: string): Attribute => ({
      name,
      type: binding.TF_ATTR_STRING,
      value,
    }),
    flag: (name: string, value: boolean): Attribute => ({
      name,
      type: binding.TF_ATTR_BOOL,
      value,
    }),
    integers: (name: string, value: readonly number[]): Attribute => ({
      name,
      type: binding.TF_ATTR_INT,
      value,
    }),
    shape: (name: string, value: readonly number[]): Attribute => ({
      name,
      type: binding.TF_ATTR_SHAPE,
      value,
    }),
  };
}

/** So many are kept: learning rates change at every step where they follow a schedule. */
const mostConstants = 256;
const constants = new WeakMap<object, Map<number, number>>();

/** The addon's own scalar of a value; made once, as making one costs more than computing with it. */
export function scalarOf({ binding }: TensorFlow, value: number): number {
  const known = constants.get(binding) ?? new Map<number, number>();
  constants.set(binding, known);
  const id = known.get(value);
  if (id !== undefined) {
    return id;
  }
  if (known.size === mostConstants) {
    for (const old of known.values()) {
      binding.deleteTensor(old);
    }
    known.clear();
  }
  const made = binding.createTensor([], binding.TF_FLOAT, Float32Array.of(value));
  known.set(value, made);
  return made;
}

const empties = new WeakMap<object, number>();

/** The addon's own tensor of no values, which stands for what is not given. */
export function emptyOf({ binding }: TensorFlow): number {
  const id =
    empties.get(binding) ?? binding.createTensor([0], binding.TF_FLOAT, new Float32Array());
  empties.set(binding, id);
  return id;
}
