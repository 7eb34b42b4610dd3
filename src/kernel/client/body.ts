import type { BackendName, HostMessage, KernelMessage } from '../../protocol/kernel';

/** What a kernel's body needs to live. */
export interface BodyOptions {
  /** The folder of the kernel's bundles, `main.js` among them. */
  readonly kernelFolder: string;
  /** The notebook's folder. */
  readonly cwd: string;
  readonly backend: BackendName | 'auto';
  readonly env: NodeJS.ProcessEnv;
  readonly heapLimitMb?: number;
}

/** What a body tells its supervisor. `onExit` comes once, last, and always. */
export interface BodyListener {
  readonly onMessage: (message: KernelMessage) => void;
  /** What was printed past the kernel: by native code, or while it starts. */
  readonly onOutput: (name: 'stdout' | 'stderr', text: string) => void;
  readonly onExit: (end: BodyEnd) => void;
}

/** How a body ended. */
export interface BodyEnd {
  readonly code?: number;
  readonly signal?: string;
  readonly error?: string;
}

/** A running kernel: a process or a worker thread. */
export interface KernelBody {
  post(message: HostMessage): void;
  /** Starts the interrupt ladder; what comes of it is in the messages. */
  interrupt(requestId: number): void;
  /** Asks it to end, insists, and forces it. `onExit` follows. */
  end(): void;
}

/** Environment of a kernel: its host's, without what steers the host. */
export function kernelEnvironment(extra: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name, value]) =>
      !/^(ELECTRON_|VSCODE_|NODE_CHANNEL_)/.test(name) &&
      // VS Code's auto-attach would load its debugger into every kernel.
      !(name === 'NODE_OPTIONS' && value?.includes('js-debug') === true),
  );
  return { ...Object.fromEntries(kept), ...extra };
}
