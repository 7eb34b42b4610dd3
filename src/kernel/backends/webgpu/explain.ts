import type { FoundPackage } from '../packages';
import type { Absence } from '../started';
import { deviceName, softwareVariable } from './adapter';
import type { AdapterInfo } from './dawn';
import type { WebgpuProbe } from './probe';

const platforms: Readonly<Partial<Record<NodeJS.Platform, readonly string[]>>> = {
  linux: ['x64', 'arm64'],
  darwin: ['x64', 'arm64'],
  win32: ['x64', 'arm64'],
};

/** Whether the package has an addon for a machine; by default for this one. */
export function isPublishedFor(
  platform: NodeJS.Platform = process.platform,
  arch: string = process.arch,
): boolean {
  return platforms[platform]?.includes(arch) === true;
}

/** Why WebGPU cannot run here, whatever is installed; undefined where it may. */
export function explainPlace(): Absence | undefined {
  if (!isPublishedFor()) {
    return {
      reason: `The package webgpu is published for Linux, macOS and Windows on x64 and arm64; this is ${process.platform} on ${process.arch}.`,
    };
  }
  if (process.versions['electron'] !== undefined) {
    return {
      reason:
        "WebGPU's package cannot hand memory to JavaScript inside VS Code's own Node (Electron).",
      remedy:
        'Install Node.js 20.12 or newer, or name it in the setting tsnb.kernel.node, keep tsnb.kernel.host at "process", and restart the kernel.',
    };
  }
  return undefined;
}

/** Why there is no package, and how to get it. */
export function explainNotInstalled(): Absence {
  return {
    reason: 'The package webgpu is not installed.',
    remedy:
      'Run "TSNB: Install native TensorFlow or WebGPU…" (in a terminal: "tsnb install webgpu") and restart the kernel.',
  };
}

/** Why an adapter is not used that computes on the processor. */
export function explainSoftware(info: AdapterInfo): Absence {
  return {
    reason: `WebGPU finds no GPU, only ${deviceName(info)}, which computes on the processor and is slower than wasm.`,
    remedy: `${driverRemedy()}; with ${softwareVariable}=1 in its environment a kernel takes it all the same.`,
  };
}

/** Why an installed package did not work. */
export function explainProbe(
  { root, version }: FoundPackage,
  result: Exclude<WebgpuProbe, { readonly type: 'works' }>,
): Absence {
  const which = `webgpu ${version}`;
  const again = 'Run "tsnb install webgpu" again';
  switch (result.type) {
    case 'no-adapter':
      return /load Vulkan/i.test(result.stderr)
        ? {
            reason: `${which} needs the Vulkan loader libvulkan.so.1, which was not found on this machine.`,
            remedy: `${driverRemedy()}, and restart the kernel.`,
          }
        : {
            reason: `${which} found no GPU that WebGPU can use.`,
            remedy: `${driverRemedy()}, and restart the kernel.`,
          };
    case 'hung':
      return {
        reason: `${which} did not answer within ${result.seconds} seconds of being loaded.`,
        remedy: `Update the driver of the GPU, or remove the package from ${root}.`,
      };
    case 'died': {
      const last = result.stderr.trim().split('\n').at(-1)?.slice(0, 300) ?? '';
      return {
        reason: `${which} crashed while it was tried: the process ${result.how}${last === '' ? '' : ` (${last})`}.`,
        remedy: `Update the driver of the GPU, or remove the package from ${root}.`,
      };
    }
    case 'threw':
      return explainError(which, result.message, again);
  }
}

function explainError(which: string, message: string, again: string): Absence {
  const system = /version [`'](GLIBC(?:XX)?_[\d.]+)' not found/.exec(message)?.[1];
  if (system !== undefined) {
    return {
      reason: `${which} needs a newer system: ${system} is missing.`,
      remedy: 'Update the operating system, or use another backend.',
    };
  }
  if (/Cannot find (?:module|package)|cannot open shared object|ERR_DLOPEN/.test(message)) {
    return {
      reason: `${which} is not completely installed: ${firstLine(message)}`,
      remedy: `${again} on this machine and restart the kernel.`,
    };
  }
  return {
    reason: `${which} did not work: ${firstLine(message)}`,
    remedy: `${again}, update the driver of the GPU, and restart the kernel.`,
  };
}

/** Why a package that a probe found good did not start in the kernel. */
export function explainStart({ version }: FoundPackage, error: unknown): Absence {
  const message = error instanceof Error ? error.message : String(error);
  return explainError(`webgpu ${version}`, message, 'Run "tsnb install webgpu" again');
}

function firstLine(message: string): string {
  const line = message.split('\n').find((text) => text.trim() !== '') ?? message;
  return line.trim().slice(0, 300).replace(/\.*$/, '.');
}

/** How a GPU comes within reach of WebGPU on this platform; without its full stop. */
function driverRemedy(): string {
  if (process.platform === 'linux') {
    return "Install libvulkan1 and the Vulkan driver of your GPU (NVIDIA's own, or Mesa of 2023 or newer)";
  }
  return process.platform === 'win32'
    ? 'Install the current driver of your GPU (WebGPU uses Direct3D 12)'
    : 'Use a machine whose GPU macOS supports through Metal';
}
