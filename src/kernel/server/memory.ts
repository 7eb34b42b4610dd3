import { performance } from 'node:perf_hooks';

import type { MemoryReport } from '../../protocol/kernel';
import { nodeTimers } from './timers';

const everyMs = 1_000;
/** A process' size always changes a little. */
const rssStep = 1_000_000;

/** Tells the host what the kernel holds. */
export interface MemoryWatch {
  /** Reports if anything has changed. */
  readonly report: () => void;
  /** The same, when the last look was a second ago: for loops in which no timer fires. */
  readonly tick: () => void;
}

/** Reports what the kernel holds every second while it changes. */
export function watchMemory(
  measure: () => Omit<MemoryReport, 'rss'>,
  post: (memory: MemoryReport) => void,
): MemoryWatch {
  let last: MemoryReport = { numTensors: -1, tensorBytes: -1, rss: 0 };
  let lastLook = 0;
  const report = (): void => {
    lastLook = performance.now();
    const now = { ...measure(), rss: process.memoryUsage.rss() };
    if (
      now.numTensors !== last.numTensors ||
      now.tensorBytes !== last.tensorBytes ||
      now.reservedBytes !== last.reservedBytes ||
      Math.abs(now.rss - last.rss) >= rssStep
    ) {
      last = now;
      post(now);
    }
  };
  const tick = (): void => {
    if (performance.now() - lastLook >= everyMs) {
      report();
    }
  };
  nodeTimers.setInterval(report, everyMs).unref();
  return { report, tick };
}
