/** Entry of a kernel, in its own process or in a worker thread of its host. */
import path from 'node:path';
import { isMainThread, workerData } from 'node:worker_threads';

import type { Channel } from './server/channel';
import { openChannel } from './server/channel';
import { serve } from './server/serve';
import { answerSurvey } from './server/survey';
import type { StartUp } from './startUp';

const startUp = (isMainThread ? JSON.parse(process.argv[2] ?? '{}') : workerData) as StartUp;
const ownFolder = path.resolve(__dirname);

if (isMainThread) {
  // Ctrl+C in a terminal reaches the kernel, too; stopping a cell or a kernel is its host's to say.
  process.on('SIGINT', () => undefined);
}

if (startUp.task === 'survey') {
  void answerSurvey(startUp, { ownFolder });
} else {
  start(openChannel());
}

function start(channel: Channel): void {
  serve(startUp, { channel, ownFolder }).catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    channel.post({ type: 'failed-to-start', reason });
    // The channel closes when the host has read it.
    process.exitCode = 1;
    channel.onClose(() => process.exit(1));
  });
}
