import { AsyncLocalStorage } from 'node:async_hooks';
import { createRequire } from 'node:module';

/** Node's bookkeeping of asynchronous calls, seen from inside. */
interface Internals {
  readonly clear: () => void;
  readonly relax: () => void;
}

/**
 * Terminating JavaScript cuts through Node's stack of asynchronous calls, and Node ends the process
 * when it finds that stack uneven (`async hook stack has become corrupted`). So its checks are
 * switched off, and the stack is emptied by hand after each termination. The internal modules are
 * there because the client starts kernels with `--expose-internals`; without them the kernel works,
 * but some interrupts of Node before 24 end it.
 */
export function createAsyncStack(): Internals {
  const internals = loadInternals();
  return {
    clear: () => internals?.clear(),
    relax: () => internals?.relax(),
  };
}

function loadInternals(): Internals | undefined {
  const load = createRequire(__filename);
  // Loading it warns that it is for tests only, on every start, to every learner.
  const emitWarning = Reflect.get<NodeJS.Process, 'emitWarning'>(process, 'emitWarning');
  try {
    process.emitWarning = () => undefined;
    const hooks = load('internal/async_hooks') as { readonly clearAsyncIdStack: () => void };
    const { internalBinding } = load('internal/test/binding') as {
      readonly internalBinding: (name: 'async_wrap') => {
        readonly async_hook_fields: Uint32Array;
        readonly constants: { readonly kTotals: number; readonly kCheck: number };
      };
    };
    const { async_hook_fields: fields, constants } = internalBinding('async_wrap');
    // Storage switches its hooks on at first use, which counts them; the count is set to 0 after.
    new AsyncLocalStorage<number>().run(1, () => undefined);
    return {
      clear: () => hooks.clearAsyncIdStack(),
      relax: () => {
        fields[constants.kTotals] = 0;
        fields[constants.kCheck] = 0;
      },
    };
  } catch {
    // Started without --expose-internals: said above.
    return undefined;
  } finally {
    process.emitWarning = emitWarning;
  }
}
