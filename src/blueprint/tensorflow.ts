import type * as tfjs from '@tensorflow/tfjs';

/** TensorFlow.js as the blueprint receives it: any backend's. */
export type Tf = typeof tfjs;

/** A model made of layers. */
export type LayersModel = tfjs.LayersModel;

/** A layer of any kind. */
export type Layer = tfjs.layers.Layer;

/** The type of a tensor's elements. */
export type DataType = tfjs.DataType;

/** What tells data apart: an object of which only its identity matters. */
export type DataId = tfjs.TensorInfo['dataId'];

/** A tensor or a variable, with the field that a variable changes when it gets a new value. */
export interface TensorLike {
  dataId: DataId;
  readonly shape: number[];
  readonly dtype: DataType;
}

/** A tensor as an operation gives it. */
export type Tensor = tfjs.Tensor;

/** A variable as tfjs registers it. */
export interface Variable extends TensorLike {
  readonly name: string;
}

/** The parts of a backend by which the engine moves data. */
export interface Holder {
  readSync(dataId: DataId): unknown;
  move(dataId: DataId, values: unknown, shape: number[], dtype: DataType, refCount: number): void;
  incRef(dataId: DataId): void;
  refCount(dataId: DataId): number;
  disposeData(dataId: DataId, force?: boolean): boolean;
}

/** One step that a gradient goes back over. */
export interface TapeNode {
  gradient?: (dys: unknown) => Record<string, () => unknown>;
}

/** What tfjs' engine knows at a moment. */
export interface EngineState {
  numBytes: number;
  numTensors: number;
  gradientDepth: number;
  kernelDepth: number;
  activeTape: TapeNode[] | null;
  activeScope: unknown;
  scopeStack: unknown[];
  numDataMovesStack: number[];
  profiling: boolean;
  registeredVariables: Record<string, Variable>;
  readonly tensorInfo: {
    get(dataId: DataId): { backend: Holder; shape: number[]; dtype: DataType } | undefined;
  };
}

/** Parts of tfjs' engine that it does not declare. */
export interface Engine {
  state: EngineState;
  backendName: string | null;
  backendInstance: Holder | null;
  pendingBackendInit: unknown;
  readonly backend: Holder;
  incRef(tensor: TensorLike, backend: Holder | null): void;
  moveData(backend: Holder, dataId: DataId): void;
  trackTensor(tensor: TensorLike, backend: Holder | null): void;
  makeTensorFromTensorInfo(info: TensorLike, backend: Holder): Tensor;
  readSync(dataId: DataId): unknown;
  addTapeNode(...node: unknown[]): void;
  shouldCheckForMemLeaks(): boolean;
}

/** The engine of a tf, seen from inside. */
export function engineOf(tf: Tf): Engine {
  return tf.engine() as unknown as Engine;
}

/** Makes a thing once per engine: several `tf` objects may share one. */
export function oncePerEngine<Thing>(make: (tf: Tf) => Thing): (tf: Tf) => Thing {
  const made = new WeakMap<Engine, { readonly thing: Thing }>();
  return (tf) => {
    const engine = engineOf(tf);
    const known = made.get(engine) ?? { thing: make(tf) };
    made.set(engine, known);
    return known.thing;
  };
}

/** The number of elements of a tensor of this shape. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}

/** Bytes of a tensor's elements; strings lie elsewhere and have no fixed size. */
export function bytesOf(shape: readonly number[], dtype: DataType): number {
  const bytes: { readonly [type in DataType]: number } = {
    float32: 4,
    int32: 4,
    bool: 1,
    complex64: 8,
    string: 0,
  };
  return sizeOf(shape) * bytes[dtype];
}
