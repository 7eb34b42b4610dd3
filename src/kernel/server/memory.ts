import type { MemoryReport } from '../../protocol/kernel';
import { nodeTimers } from './timers';

const everyMs = 2_000;
/** A process' size always changes a little. */
const rssStep = 1_000_000;

/** Reports what the kernel holds every two seconds while it changes; returns a function that reports now. */
export function watchMemory(
  measure: () => Omit<MemoryReport, 'rss'>,
  report: (memory: MemoryReport) => void,
): () => void {
  let last: MemoryReport = { numTensors: -1, tensorBytes: -1, rss: 0 };
  const look = (): void => {
    const now = { ...measure(), rss: process.memoryUsage.rss() };
    if (
      now.numTensors !== last.numTensors ||
      now.tensorBytes !== last.tensorBytes ||
      now.deviceBytes !== last.deviceBytes ||
      Math.abs(now.rss - last.rss) >= rssStep
    ) {
      last = now;
      report(now);
    }
  };
  nodeTimers.setInterval(look, everyMs).unref();
  return look;
}
