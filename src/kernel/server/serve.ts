import { isMainThread } from 'node:worker_threads';

import { createLesson } from '../../learn';
import type { HostMessage } from '../../protocol/kernel';
import { assertNever } from '../../protocol/json';
import { startBackend } from '../backends';
import { createDisplay } from '../display';
import type { Places } from '../errors/frames';
import { Evaluator } from '../evaluator';
import type { InterruptNotice } from '../ladder';
import { flagCount } from '../ladder';
import type { StartUp } from '../startUp';
import { createAsyncStack } from './asyncStack';
import type { Channel } from './channel';
import type { KernelState } from './executor';
import { Executor } from './executor';
import { reportFailures } from './failures';
import { createLessonFiles } from './lessonFiles';
import { createLessonHost } from './lessonHost';
import { watchMemory } from './memory';
import { providedModules } from './provided';
import { holdResultPromises } from './resultPromise';
import { runContext } from './run';
import { startControl } from './startControl';
import { installStreams } from './streams';
import { announceExit, arrangeSurroundings } from './surroundings';
import { guardTensors } from './tensors';
import { installTimers } from './timers';
import { ViewActions } from './viewActions';

/** Where a kernel stands. */
export interface Stand {
  readonly channel: Channel;
  /** The folder of the kernel's bundles. */
  readonly ownFolder: string;
}

/** Starts a kernel and answers its host until the host is gone. */
export async function serve(startUp: StartUp, { channel, ownFolder }: Stand): Promise<void> {
  const flags = startUp.flags ?? new Int32Array(new SharedArrayBuffer(4 * flagCount));
  const state: KernelState = { current: undefined, last: undefined, cells: new Map() };
  // An orphan ends with its host even before it is ready.
  const control = isMainThread ? startControl(ownFolder, flags) : undefined;
  channel.onClose(() => process.exit());
  arrangeSurroundings();
  const asyncStack = createAsyncStack();
  holdResultPromises();
  installTimers();
  const log = logger();
  const resetConsole = installStreams((name, text) => {
    const run = runContext.getStore() ?? state.current ?? state.last;
    if (run === undefined) {
      log(text);
    } else {
      run.write(name, text);
    }
  });
  announceExit((code) => {
    state.last?.flush();
    channel.post({ type: 'exiting', code });
  });

  const { folder } = startUp;
  let reportFailure = (error: Error): void => log(error.message);
  const backend = await startBackend({
    ...{ preferred: startUp.backend, folder, log },
    onFailure: (error) => reportFailure(error),
  });
  const { tf } = backend;
  const places: Places = {
    originalPosition: (url, line, column) => evaluator.originalPosition(url, line, column),
    cellOf: (url) => state.cells.get(url),
    folder,
    internalFolders: [ownFolder],
  };
  const display = createDisplay({
    emit: (event) => (runContext.getStore() ?? state.current ?? state.last)?.emit(event),
  });
  const views = new ViewActions();
  const { onStop } = views;
  const host = createLessonHost(state, places, {
    machine: backend.machine,
    onStop,
    files: createLessonFiles({ folder, ownFolder }),
  });
  const lesson = createLesson(tf, host);
  display.register(lesson.modelDisplay);
  display.register(lesson.setDisplay);
  const evaluator = new Evaluator({ folder, provided: providedModules(tf, () => lesson.module) });
  Object.defineProperty(globalThis, 'display', {
    value: display.display,
    writable: true,
    configurable: true,
  });
  const memory = watchMemory(backend.memory, (held) =>
    channel.post({ type: 'memory', memory: held }),
  );
  const tensors = guardTensors({
    tf,
    flags,
    current: () => state.current,
    onCollected: memory.report,
    onStep: memory.tick,
  });
  const executor = new Executor({
    flags,
    post: channel.post,
    evaluator,
    display,
    picture: lesson.failureDisplay,
    places,
    tensors,
    asyncStack,
    state,
    settle: backend.settle,
    between: () => {
      resetConsole();
      tensors.end();
      memory.report();
    },
  });
  reportFailure = reportFailures(state, places);
  control?.on('message', (notice: InterruptNotice) => executor.onInterrupt(notice));
  channel.onMessage((message) => answer(message, executor, views));
  channel.post({
    type: 'ready',
    info: {
      pid: process.pid,
      host: startUp.host,
      nodeVersion: process.versions.node,
      tfVersion: tf.version_core,
      backend: backend.name,
      ladder: backend.ladder,
    },
  });
}

function answer(message: HostMessage, executor: Executor, views: ViewActions): void {
  switch (message.type) {
    case 'execute':
      executor.execute(message.requestId, message.request);
      return;
    case 'interrupt':
      executor.onInterrupt(message);
      return;
    case 'view-action':
      views.stop(message.viewId);
      return;
    case 'shutdown':
      return process.exit();
    default:
      assertNever(message, 'A message of the host');
  }
}

/** What happens outside of any cell goes to the real stderr, which the host logs. */
function logger(): (text: string) => void {
  const { stderr } = process;
  const write = stderr.write.bind(stderr);
  return (text) => void write(text.endsWith('\n') ? text : `${text}\n`);
}
