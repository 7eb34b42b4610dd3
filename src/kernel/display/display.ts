import { randomUUID } from 'node:crypto';

import type { KernelEvent } from '../../protocol/kernel';
import type { MimeBundle } from '../../protocol/mime';
import { kinds } from './kinds';
import { toBundle } from './toBundle';
import type {
  Display,
  DisplayFunction,
  DisplayHandle,
  DisplayHandler,
  DisplayOptions,
} from './types';

/** How long a value may take to say how it looks, milliseconds. */
const patience = 15_000;

/** Makes the display registry of a kernel. */
export function createDisplay({ emit }: DisplayOptions): Display {
  const handlers: DisplayHandler[] = [];
  const handles = new WeakSet<object>();
  const queue = createQueue(emit);
  const convert = (value: unknown) => toBundle(value, handlers);

  const show = <Value>(
    value: Value,
    toOutput: (value: Value) => MimeBundle | Promise<MimeBundle>,
  ): DisplayHandle<Value> => {
    const displayId = randomUUID();
    const first = toOutput(value);
    queue
      .send(first, (bundle) => ({ type: 'display', displayId, bundle }))
      .catch(() => {
        // The channel to the host is closed: nobody is left to be told.
      });
    const handle: DisplayHandle<Value> = Object.freeze({
      id: displayId,
      update: async (next: Value) => {
        await queue.send(toOutput(next), (bundle) => ({
          type: 'update-display',
          displayId,
          bundle,
        }));
      },
    });
    handles.add(handle);
    return handle;
  };

  const display: DisplayFunction = Object.assign((value: unknown) => show(value, convert), {
    text: (text: string) => show(text, kinds.text),
    html: (markup: string) => show(markup, kinds.html),
    svg: (markup: string) => show(markup, kinds.svg),
    markdown: (markdown: string) => show(markdown, kinds.markdown),
    latex: (formula: string) => show(formula, kinds.latex),
    json: (value: unknown) => show(value, kinds.json),
    png: (bytes: Uint8Array) => show(bytes, kinds.png),
    jpeg: (bytes: Uint8Array) => show(bytes, kinds.jpeg),
  });

  return {
    display,
    toBundle: async (value) => await within(convert(value)),
    register: (handler) => {
      handlers.unshift(handler);
      return () => {
        const index = handlers.indexOf(handler);
        if (index >= 0) {
          handlers.splice(index, 1);
        }
      };
    },
    isSilent: (value) =>
      value === undefined || (typeof value === 'object' && value !== null && handles.has(value)),
    settled: () => queue.settled(),
  };
}

/**
 * Sends events in the order of the calls, however long each bundle takes.
 * With nothing waiting, a ready bundle goes out at once: a loop that never yields still shows it.
 */
function createQueue(emit: (event: KernelEvent) => void) {
  let tail: Promise<void> = Promise.resolve();
  let waiting = 0;
  return {
    send(
      bundle: MimeBundle | Promise<MimeBundle>,
      toEvent: (bundle: MimeBundle) => KernelEvent,
    ): Promise<void> {
      if (waiting === 0 && !(bundle instanceof Promise)) {
        emit(toEvent(bundle));
        return Promise.resolve();
      }
      waiting += 1;
      const ready = within(bundle);
      const sent = tail.then(async () => {
        try {
          emit(toEvent(await ready));
        } finally {
          waiting -= 1;
        }
      });
      // The caller gets the failure of its own event; the next one is sent all the same.
      tail = sent.catch(() => undefined);
      return sent;
    },
    async settled(): Promise<void> {
      while (waiting > 0) {
        await tail;
      }
    },
  };
}

/** A display method that never settles must not hold up the cell for ever. */
async function within(bundle: MimeBundle | Promise<MimeBundle>): Promise<MimeBundle> {
  if (!(bundle instanceof Promise)) {
    return bundle;
  }
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<MimeBundle>((resolve) => {
    timer = setTimeout(() => {
      resolve({ 'text/plain': `(Not shown: its display took over ${patience / 1000} seconds.)` });
    }, patience);
  });
  try {
    return await Promise.race([bundle, late]);
  } finally {
    clearTimeout(timer);
  }
}
