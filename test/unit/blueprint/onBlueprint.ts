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
  const meter = new Meter();
  const backend = new BlueprintBackend(tf, { meter, traits });
  const aside = new Aside(tf, backend);
  const result = aside.run(new Set(), () => {
    aside.onEnd(registerKernels(tf, traits));
    return work();
  });
  return { result, meter };
}
