import type { FoundPackage, NativePackage } from './packages';
import type { ProbeResult } from './probe';
import type { Absence } from './started';

/** Why a native package that is not installed is not, and how to get it. */
export function explainNotInstalled(name: NativePackage): Absence {
  const { platform, arch } = process;
  if (name === '@tensorflow/tfjs-node-gpu') {
    if (platform === 'darwin') {
      return { reason: 'CUDA does not exist on macOS.' };
    }
    if (arch !== 'x64') {
      return { reason: `${name} is published for x64 processors only; this one is ${arch}.` };
    }
  }
  const backend = name === '@tensorflow/tfjs-node-gpu' ? 'cuda' : 'tensorflow';
  return {
    reason: `The package ${name} is not installed.`,
    remedy: `Run "TSNB: Install native TensorFlow or WebGPU…" (in a terminal: "tsnb install ${backend}") and restart the kernel.`,
  };
}

/** Why an installed package did not work. */
export function explainProbe(
  { name, root, version }: FoundPackage,
  result: Exclude<ProbeResult, { type: 'works' }>,
): Absence {
  const which = `${name} ${version}`;
  const rebuild = `Run "npm rebuild ${name} --foreground-scripts" beside ${root}`;
  if (result.type === 'hung') {
    return {
      reason: `${which} did not answer within ${result.seconds} seconds of being loaded.`,
      remedy: `${rebuild}, or remove the package.`,
    };
  }
  if (result.type === 'died') {
    const last = result.stderr.trim().split('\n').at(-1)?.slice(0, 300) ?? '';
    return {
      reason: `${which} crashed while it was loaded: the process ${result.how}${last === '' ? '' : ` (${last})`}.`,
      remedy: `${rebuild}; an illegal instruction means a processor without AVX.`,
    };
  }
  return explainError(which, rebuild, result.message);
}

/** Words for the errors that loading a native package throws. */
export function explainError(which: string, rebuild: string, message: string): Absence {
  const found = knownErrors.find(({ pattern }) => pattern.test(message));
  if (found === undefined) {
    const line = message.split('\n').find((text) => text.trim() !== '') ?? message;
    return {
      reason: `${which} did not load: ${line.slice(0, 300).replace(/\.*$/, '.')}`,
      remedy: `${rebuild} and restart the kernel.`,
    };
  }
  const { pattern, reason, remedy } = found;
  const detail = pattern.exec(message)?.[1] ?? '';
  return { reason: reason(which, detail), remedy: remedy(rebuild) };
}

interface KnownError {
  readonly pattern: RegExp;
  readonly reason: (which: string, detail: string) => string;
  readonly remedy: (rebuild: string) => string;
}

const knownErrors: readonly KnownError[] = [
  {
    pattern: /NODE_MODULE_VERSION|different Node\.js version|Module version mismatch/,
    reason: (which) =>
      `${which} has a native addon built for another Node than this ${process.version}.`,
    remedy: (rebuild) => `${rebuild} with this Node.`,
  },
  {
    pattern:
      /(lib[\w+.-]+\.(?:so|dylib)[\w.]*): cannot open shared object|Library not loaded: (\S+)/,
    reason: (which, detail) =>
      `${which} needs the library ${detail}, which was not found on this machine.`,
    remedy: (rebuild) =>
      `Install it (CUDA 11.2 and cuDNN 8.1 for a libcu... file); for libtensorflow: ${lower(rebuild)}.`,
  },
  {
    pattern: /version [`'](GLIBC(?:XX)?_[\d.]+)' not found/,
    reason: (which, detail) => `${which} needs a newer system: ${detail} is missing.`,
    remedy: () => 'Update the operating system, or use another backend.',
  },
  {
    pattern: /invalid ELF header|wrong ELF class|incompatible architecture|not a valid Win32/,
    reason: (which) => `${which} was installed for another kind of machine.`,
    remedy: () => 'Delete node_modules and install again on this machine.',
  },
  {
    pattern: /The specified module could not be found/,
    reason: (which) => `${which} has its native addon, but not the tensorflow.dll that it needs.`,
    remedy: () =>
      'Copy deps/lib/tensorflow.dll of the package beside its tfjs_binding.node (lib/napi-v*).',
  },
  {
    pattern: /tfjs_binding|node-pre-gyp|native addon/,
    reason: (which) =>
      `${which} is installed, but its native addon is missing: ` +
      'its install script did not run (npm may ask for approval) or could not download.',
    remedy: (rebuild) => `${rebuild}, with access to storage.googleapis.com.`,
  },
  {
    pattern: /Cannot find (?:module|package) '([^']+)'/,
    reason: (which, detail) => `${which} is not completely installed: ${detail} is missing.`,
    remedy: () => 'Run "npm install" again in that folder and restart the kernel.',
  },
];

function lower(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
