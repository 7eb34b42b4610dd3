import type * as tfjs from '@tensorflow/tfjs';
import { Aside } from '../../../src/blueprint/aside';
import { BlueprintBackend } from '../../../src/blueprint/backend';
import { registerKernels } from '../../../src/blueprint/install';
import { Meter } from '../../../src/blueprint/meter';
import type { BackendTraits } from '../../../src/blueprint';

/** Runs `work` on a blueprint backend of its own, and says what that took. */
export function onBlueprint<Result>(
  tf: typeof tfjs,
  work: () => Result,
  traits: BackendTraits = {},
): { readonly result: Result; readonly meter: Meter } {
  registerKernels(tf, traits);
  const meter = new Meter();
  const backend = new BlueprintBackend(tf, { meter, traits });
  return { result: new Aside(tf, backend).run(new Set(), work), meter };
}
