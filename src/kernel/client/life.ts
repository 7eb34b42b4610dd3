import type {
  HostMessage,
  KernelEvent,
  KernelHost,
  KernelInfo,
  KernelMessage,
} from '../../protocol/kernel';
import { assertNever } from '../../protocol/json';
import { plainError } from './plainError';
import { StreamBuffer } from '../streamBuffer';
import type { BodyEnd, BodyListener, KernelBody } from './body';
import { defer } from './deferred';
import type { EventQueue } from './eventQueue';
import { exitReason } from './exitReason';
import type { KernelExit } from './kernel';
import { NativeOutput } from './nativeOutput';

/** What a life reports to the kernel it belongs to. */
export interface LifeListener {
  readonly onLateEvent: (cellId: string, event: KernelEvent) => void;
  readonly onMemory: (memory: Extract<KernelMessage, { type: 'memory' }>['memory']) => void;
  /** It ended though nobody here asked it to. */
  readonly onDeath: (exit: KernelExit) => void;
  readonly log: (line: string) => void;
}

/** How a life begins. */
export interface LifeOptions {
  readonly host: KernelHost;
  readonly heapLimitMb?: number;
  readonly startTimeoutMs: number;
  readonly start: (listener: BodyListener) => Promise<KernelBody>;
}

interface Request {
  readonly id: number;
  readonly queue: EventQueue<KernelEvent>;
  readonly native: StreamBuffer;
  readonly onEnd: (() => void)[];
}

/** One kernel from its start to its end, whichever way it ends. */
export class Life {
  /** Rejects with the reason when the kernel ends before it is ready. */
  readonly ready: Promise<KernelInfo>;
  readonly ended: Promise<void>;
  hasEnded = false;
  readonly #options: LifeOptions;
  readonly #listener: LifeListener;
  readonly #native = new NativeOutput();
  readonly #settle: { resolve: (info: KernelInfo) => void; reject: (error: Error) => void };
  readonly #resolveEnded: () => void;
  #timer: NodeJS.Timeout | undefined;
  #body: KernelBody | undefined;
  #isEnding = false;
  #isReady = false;
  #startFailure: string | undefined;
  #exitCalled: number | undefined;
  #requests = 0;
  #request: Request | undefined;

  constructor(options: LifeOptions, listener: LifeListener) {
    this.#options = options;
    this.#listener = listener;
    const ready = defer<KernelInfo>();
    const ended = defer<undefined>();
    this.ready = ready.promise;
    // Whoever runs a cell hears of it; until then nobody has to listen.
    this.ready.catch(() => undefined);
    this.#settle = ready;
    this.ended = ended.promise;
    this.#resolveEnded = () => ended.resolve(undefined);
    this.#timer = setTimeout(() => this.#giveUp(), options.startTimeoutMs);
    void this.#start();
  }

  get isBusy(): boolean {
    return this.#request !== undefined;
  }

  /** Sends a request; settles when it has ended, its kernel's death included. */
  async run(
    message: Extract<HostMessage, { type: 'execute' }>['request'],
    queue: EventQueue<KernelEvent>,
  ): Promise<void> {
    this.#requests += 1;
    const id = this.#requests;
    await new Promise<void>((resolve) => {
      const native = new StreamBuffer((name, text) => queue.push({ type: 'stream', name, text }));
      this.#request = { id, queue, native, onEnd: [resolve] };
      this.#body?.post({ type: 'execute', requestId: id, request: message });
    });
  }

  /** Calls back once the running request has ended; at once if there is none. */
  onRequestEnd(listener: () => void): void {
    const request = this.#request;
    if (request === undefined) {
      listener();
    } else {
      request.onEnd.push(listener);
    }
  }

  /** Sends something that nothing answers. */
  post(message: Extract<HostMessage, { type: 'view-action' }>): void {
    this.#body?.post(message);
  }

  /** Starts the ladder for the running request. */
  interrupt(): void {
    if (this.#request !== undefined) {
      this.#body?.interrupt(this.#request.id);
    }
  }

  /** Ends the kernel; a running request ends with `reason` as its error. */
  async end(reason: string): Promise<void> {
    this.#isEnding = true;
    this.#finishRequest(reason);
    this.#body?.end();
    await this.ended;
  }

  async #start(): Promise<void> {
    try {
      const body = await this.#options.start({
        onMessage: (message) => this.#onMessage(message),
        onOutput: (name, text) => this.#onOutput(name, text),
        onExit: (end) => this.#onExit(end),
      });
      this.#body = body;
      if (this.#isEnding) {
        body.end();
      }
    } catch (error) {
      this.#startFailure = error instanceof Error ? error.message : String(error);
      this.#onExit({});
    }
  }

  #giveUp(): void {
    const seconds = this.#options.startTimeoutMs / 1_000;
    this.#startFailure = `The kernel did not become ready within ${seconds} s.`;
    this.#isEnding = true;
    this.#body?.end();
  }

  #onMessage(message: KernelMessage): void {
    const request = this.#request;
    switch (message.type) {
      case 'ready':
        clearTimeout(this.#timer);
        this.#isReady = true;
        this.#settle.resolve(message.info);
        return;
      case 'event':
        if (request?.id === message.requestId) {
          request.native.flush();
          request.queue.push(message.event);
        }
        return;
      case 'done':
        if (request?.id === message.requestId) {
          this.#finishRequest();
        }
        return;
      case 'late-event':
        this.#listener.onLateEvent(message.cellId, message.event);
        return;
      case 'memory':
        this.#listener.onMemory(message.memory);
        return;
      case 'exiting':
        this.#exitCalled = message.code;
        return;
      case 'failed-to-start':
        this.#startFailure = message.reason;
        this.#body?.end();
        return;
      default:
        assertNever(message, 'A message of the kernel');
    }
  }

  #onOutput(name: 'stdout' | 'stderr', text: string): void {
    const shown = this.#native.take(name, text);
    if (shown !== '' && this.#request !== undefined) {
      this.#request.native.write(name, shown);
      return;
    }
    for (const line of text.trimEnd().split('\n')) {
      this.#listener.log(line);
    }
  }

  #onExit(end: BodyEnd): void {
    if (this.hasEnded) {
      return;
    }
    this.hasEnded = true;
    clearTimeout(this.#timer);
    const { host, heapLimitMb } = this.#options;
    const stderr = this.#native.tail;
    const reason =
      this.#startFailure ??
      exitReason({
        host,
        stderr,
        ...end,
        ...(this.#exitCalled === undefined ? {} : { exitCalled: this.#exitCalled }),
        ...(heapLimitMb === undefined ? {} : { heapLimitMb }),
      });
    this.#settle.reject(new Error(reason));
    this.#finishRequest(reason);
    if (this.#isReady && !this.#isEnding) {
      const { code, signal } = end;
      this.#listener.onDeath({
        reason,
        stderr,
        ...(code === undefined ? {} : { code }),
        ...(signal === undefined ? {} : { signal }),
      });
    }
    this.#resolveEnded();
  }

  #finishRequest(reason?: string): void {
    const request = this.#request;
    if (request === undefined) {
      return;
    }
    this.#request = undefined;
    request.native.end();
    if (reason !== undefined) {
      request.queue.push({ type: 'error', error: plainError('KernelDied', reason) });
    }
    request.onEnd.forEach((listener) => listener());
  }
}
