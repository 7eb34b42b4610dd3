import type * as tfjs from '@tensorflow/tfjs';
import { installBlueprint } from '../../src/blueprint';

/** Lets the models of a suite be built without their weights. */
export function usesBlueprint(tf: typeof tfjs): void {
  let uninstall: () => void;
  suiteSetup(() => {
    uninstall = installBlueprint(tf);
  });
  suiteTeardown(() => uninstall());
}
