import { Console } from 'node:console';
import { StringDecoder } from 'node:string_decoder';

/** Takes what is printed. */
export type Print = (name: 'stdout' | 'stderr', text: string) => void;

/**
 * Sends everything that JavaScript prints to `print`, as Node formats it, without colours. Returns a
 * function that ends all groups of the console.
 */
export function installStreams(print: Print): () => void {
  for (const name of ['stdout', 'stderr'] as const) {
    const decoder = new StringDecoder('utf8');
    process[name].write = (
      chunk: string | Uint8Array,
      encoding?: BufferEncoding | ((error?: Error | null) => void),
      callback?: (error?: Error | null) => void,
    ): boolean => {
      const text = typeof chunk === 'string' ? chunk : decoder.write(Buffer.from(chunk));
      if (text !== '') {
        print(name, text);
      }
      const done = typeof encoding === 'function' ? encoding : callback;
      if (done !== undefined) {
        process.nextTick(done);
      }
      return true;
    };
  }
  // Node's own console also keeps the last thousand logged objects alive, for a debugger.
  const own = new Console({
    stdout: process.stdout,
    stderr: process.stderr,
    colorMode: false,
    // A write that throws stops a loop of a stopped cell.
    ignoreErrors: false,
  });
  Object.defineProperty(own, 'Console', { value: Console });
  Object.defineProperty(globalThis, 'console', {
    value: own,
    writable: true,
    configurable: true,
  });
  return () => {
    // A cell that failed inside a group must not indent all that follow.
    for (let depth = 0; depth < 32; depth += 1) {
      own.groupEnd();
    }
  };
}
