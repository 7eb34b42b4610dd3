// Sets up WebGPU on the processor for the tests: Dawn's package and a software driver of Vulkan.
import { existsSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { artifacts, runQuietly } from './commands.mjs';

/** Debian's chromium-common brings SwiftShader and Vulkan's loader, for Chromium alone. */
const chromium = '/usr/lib/chromium';
const loader = 'libvulkan.so.1';

/** The manifest of the driver to test with: the one that VK_DRIVER_FILES names, or SwiftShader. */
export function findDriver() {
  const swiftShader = path.join(chromium, 'vk_swiftshader_icd.json');
  return [process.env.VK_DRIVER_FILES, swiftShader].find((file) => file && existsSync(file));
}

/**
 * Installs the package `webgpu` beside what else the tests have, and names the driver. Returns the
 * environment that a process has to begin with to find the loader of Vulkan, if it has to. Where
 * something is missing it says so, and the tests are skipped with their reason.
 */
export async function ensureWebgpu() {
  const driver = findDriver();
  if (driver !== undefined) {
    process.env.VK_DRIVER_FILES = driver;
  }
  const env = await environment();
  if (!existsSync(path.join(artifacts, 'backends/webgpu/installed.json'))) {
    console.log('Installing the package webgpu');
    const args = ['dist/cli/tsnb.js', 'install', 'webgpu'];
    const backends = { TSNB_BACKENDS: path.join(artifacts, 'backends') };
    const { code, output } = await runQuietly(process.execPath, args, {
      env: { ...process.env, ...env, ...backends },
    });
    if (code !== 0) {
      console.log(`The package webgpu could not be installed.\n${output.trim().slice(-2000)}`);
    }
  }
  return env;
}

/** With Chromium's loader where the system has none: that one, and none of its other libraries. */
async function environment() {
  const own = path.join(chromium, loader);
  const folder = path.join(artifacts, 'vulkan');
  const paths = (process.env.LD_LIBRARY_PATH ?? '').split(':').filter((entry) => entry !== '');
  if (
    process.platform !== 'linux' ||
    paths.some((entry) => existsSync(path.join(entry, loader))) ||
    !existsSync(own) ||
    (await runQuietly('/sbin/ldconfig', ['-p'])).output.includes(loader)
  ) {
    return undefined;
  }
  mkdirSync(folder, { recursive: true });
  rmSync(path.join(folder, loader), { force: true });
  symlinkSync(own, path.join(folder, loader));
  return { ...process.env, LD_LIBRARY_PATH: [folder, ...paths].join(':') };
}
