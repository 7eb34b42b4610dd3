import type { NamedTensorInfoMap, TensorInfo } from '@tensorflow/tfjs';

import type { Tf } from '../started';
import { ownNames } from '../training/names';
import type { Rule } from '../training/optimizers';
import { inputOf } from '../wasm/kernels';
import type { Metadata, TensorFlow } from './operations';
import { attributesFor, executeRaw, executeRawOne } from './operations';

/** TensorFlow's own steps of optimizers, and how they take what a rule goes by, before the gradient. */
const steps: { readonly [rule in Rule]: Readonly<Record<'name' | 'order', string>> } = {
  sgd: { name: 'ResourceApplyGradientDescent', order: 'rate gradient' },
  momentum: { name: 'ResourceApplyMomentum', order: 'rate gradient momentum' },
  nesterov: { name: 'ResourceApplyMomentum', order: 'rate gradient momentum' },
  adam: {
    name: 'ResourceApplyAdam',
    order: 'power1 power2 rate beta1 beta2 epsilon gradient',
  },
  rmsprop: { name: 'ResourceApplyRMSProp', order: 'rate decay momentum epsilon gradient' },
};

/**
 * A step of an optimizer for one variable as one operation that writes where the weights lie, rather
 * than a dozen that each make a tensor of their size.
 */
export function installOptimize(tf: Tf): void {
  tf.registerKernel({
    kernelName: ownNames.optimize,
    backendName: 'tensorflow',
    kernelFunc: ({ inputs, attrs, backend }) => {
      const rule = attrs?.['rule'] as Rule;
      const { value, 'slot 0': first, 'slot 1': second } = inputs as Partial<NamedTensorInfoMap>;
      const written = [value, first, second].filter((tensor) => tensor !== undefined);
      const given = steps[rule].order.split(' ').map((name) => inputOf(inputs, name));
      return step(backend as unknown as TensorFlow, rule, { written, given });
    },
  });
}

interface Step {
  readonly written: readonly TensorInfo[];
  readonly given: readonly TensorInfo[];
}

function step(backend: TensorFlow, rule: Rule, { written, given }: Step): TensorInfo[] {
  const { float32, flag } = attributesFor(backend);
  const hasNesterov = ['momentum', 'nesterov', 'adam'].includes(rule);
  const loans: Loan[] = [];
  try {
    for (const tensor of written) {
      loans.push(lend(backend, tensor));
    }
    executeRaw(backend, {
      name: steps[rule].name,
      inputs: [...loans.map(({ handle }) => handle), ...given],
      attributes: [
        ...[float32('T'), flag('use_locking', false)],
        ...(hasNesterov ? [flag('use_nesterov', rule === 'nesterov')] : []),
      ],
      outputs: 0,
    });
  } catch (error) {
    for (const loan of loans) {
      undo(backend, loan);
    }
    throw error;
  }
  return loans.map((loan) => takeBack(backend, loan));
}

/** A tensor whose values are in the hands of one of TensorFlow's variables. */
interface Loan {
  readonly tensor: TensorInfo;
  /** The variable's. */
  readonly handle: number;
  /** Nobody else has the values: they are overwritten where they lie. */
  readonly isAlone: boolean;
}

/**
 * Numbers that the addon had for data when we made it. Other data may lie in an array of a cell's own,
 * which must not change under its hands.
 */
const ours = new WeakMap<object, number>();

function lend(backend: TensorFlow, tensor: TensorInfo): Loan {
  const { float32, text, flag, shape } = attributesFor(backend);
  const { id: handle } = executeRawOne(backend, {
    name: 'VarHandleOp',
    inputs: [],
    // TensorFlow's own name for a variable that ends with its handle.
    attributes: [
      ...[float32('dtype'), shape('shape', tensor.shape), text('container', '')],
      text('shared_name', 'cd2c89b7-88b7-44c8-ad83-06c2a9158347'),
    ],
  });
  executeRaw(backend, {
    name: 'AssignVariableOp',
    inputs: [handle, tensor],
    attributes: [float32('dtype'), flag('validate_shape', false)],
    outputs: 0,
  });
  const entry = backend.tensorMap.get(tensor.dataId);
  const isAlone = backend.refCount(tensor.dataId) === 1 && ours.get(entry) === entry.id;
  if (isAlone) {
    backend.binding.deleteTensor(entry.id);
  }
  return { tensor, handle, isAlone };
}

/** The new values: of the same data, unless another tensor has that too and is to keep what it has. */
function takeBack(backend: TensorFlow, loan: Loan): TensorInfo {
  const { dataId, shape, dtype } = loan.tensor;
  const read = endLoan(backend, loan);
  const entry = backend.tensorMap.get(dataId);
  if (backend.refCount(dataId) > 1) {
    const made = backend.createOutputTensor(read);
    ours.set(backend.tensorMap.get(made.dataId), read.id);
    return made;
  }
  if (!loan.isAlone) {
    backend.binding.deleteTensor(entry.id);
  }
  entry.id = read.id;
  ours.set(entry, read.id);
  backend.incRef(dataId);
  return { dataId, shape, dtype };
}

/** The step failed: the tensor has what it had. */
function undo(backend: TensorFlow, loan: Loan): void {
  const { id } = endLoan(backend, loan);
  if (loan.isAlone) {
    const entry = backend.tensorMap.get(loan.tensor.dataId);
    entry.id = id;
    ours.set(entry, id);
  } else {
    backend.binding.deleteTensor(id);
  }
}

function endLoan(backend: TensorFlow, { handle }: Loan): Metadata {
  const read = executeRawOne(backend, {
    name: 'ReadVariableOp',
    inputs: [handle],
    attributes: [attributesFor(backend).float32('dtype')],
  });
  // Newer versions end the variable with its handle, and older ones only so.
  executeRaw(backend, {
    name: 'DestroyResourceOp',
    inputs: [handle],
    attributes: [attributesFor(backend).flag('ignore_lookup_error', true)],
    outputs: 0,
  });
  backend.binding.deleteTensor(handle);
  return read;
}
