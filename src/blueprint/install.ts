import type { KernelBackend } from '@tensorflow/tfjs';
import type { BlueprintBackend } from './backend';
import { shapeKernels } from './kernels';
import { adaptEngine, promiseWeights } from './lazyWeights';
import { RecipeBackend } from './recipes';
import { engineOf, oncePerEngine, type Tf } from './tensorflow';
import type { BackendTraits } from './traits';

const backendName = 'blueprint';

/** Who wants weights to be made late. */
interface Registration {
  installations: number;
  undo: () => void;
}

/** What is there once it has been asked for, for as long as the tf. */
const registerBlueprint = oncePerEngine((tf): Registration => {
  // Another copy of this code may have been here before.
  const known = tf.findBackendFactory(backendName) as object | null;
  if (known === null) {
    // Below all others: it is never chosen where nobody asks for it.
    tf.registerBackend(backendName, () => new RecipeBackend(tf) as unknown as KernelBackend, -1);
    registerNames(tf, Object.keys(shapeKernels));
    adaptEngine(engineOf(tf));
  }
  return { installations: 0, undo: () => undefined };
});

/**
 * Gives a tf the backend 'blueprint', and lets its models be built without their weights from now
 * on: those are made when they are first used. Returns the function that ends this.
 */
export function installBlueprint(tf: Tf): () => void {
  const registered = registerBlueprint(tf);
  registered.installations += 1;
  if (registered.installations === 1) {
    registered.undo = promiseWeights(
      tf,
      () => tf.findBackend(backendName) as unknown as RecipeBackend,
    );
  }
  let isInstalled = true;
  return () => {
    if (isInstalled) {
      isInstalled = false;
      registered.installations -= 1;
      if (registered.installations === 0) {
        registered.undo();
      }
    }
  };
}

/**
 * Registers the kernels that a dry run may need. Returns the function that takes those away that
 * only the backend with these traits has: layers look whether they are there.
 */
export function registerKernels(tf: Tf, { kernels = {} }: BackendTraits): () => void {
  registerBlueprint(tf);
  const own = Object.keys(kernels).filter((name) => !Object.hasOwn(shapeKernels, name));
  registerNames(tf, own);
  return () => {
    for (const name of own) {
      tf.unregisterKernel(name, backendName);
    }
  };
}

function registerNames(tf: Tf, kernelNames: readonly string[]): void {
  for (const kernelName of kernelNames) {
    tf.registerKernel({
      kernelName,
      backendName,
      kernelFunc: ({ inputs, attrs = {}, backend }) =>
        (backend as Pick<BlueprintBackend, 'run'>).run(kernelName, shapeKernels[kernelName], {
          inputs,
          attrs,
        }),
    });
  }
}
