// Sets up what a bare machine lacks. Only Node's own modules: this runs before `npm ci`.
import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { findDriver } from './webgpu.mjs';
import { newestTime, npm, root, run, runQuietly, which } from './commands.mjs';

/** Installs the packages when there are none or when package-lock.json is newer than they are. */
export async function ensureModules() {
  const marker = path.join(root, 'node_modules/.package-lock.json');
  const lock = path.join(root, 'package-lock.json');
  if (existsSync(marker) && statSync(marker).mtimeMs >= statSync(lock).mtimeMs) {
    return;
  }
  console.log('Installing the packages (npm ci)');
  const code = await run(npm, ['ci', '--no-audit', '--no-fund', '--loglevel=error']);
  if (code !== 0) {
    throw new Error(`npm ci ended with code ${code}.`);
  }
}

/** Builds the bundles whose sources are newer than they are; no argument means all of them. */
export async function ensureBuild(rooms = []) {
  const built =
    rooms.length === 0 ? ['extension', 'kernel', 'cli', 'renderers', 'language'] : rooms;
  const oldest = Math.min(...built.map((room) => newestTime(path.join(root, 'dist', room))));
  const newest = Math.max(
    ...['src', 'esbuild.mjs', 'package-lock.json'].map((name) => newestTime(path.join(root, name))),
  );
  if (oldest > newest) {
    return;
  }
  const code = await run(process.execPath, ['esbuild.mjs', ...rooms]);
  if (code !== 0) {
    throw new Error(`The build (node esbuild.mjs ${rooms.join(' ')}) ended with code ${code}.`);
  }
}

/** Debian packages by what they are for, and how to tell that one is there. */
const systemPackages = {
  chromium: {
    use: 'the tests in a workbench',
    isThere: async () =>
      Boolean(process.env.CHROMIUM ?? which('chromium') ?? which('google-chrome')),
  },
  'chromium-common': {
    use: 'the tests of WebGPU, for its software driver of Vulkan',
    isThere: () => process.platform !== 'linux' || findDriver() !== undefined,
  },
  'fonts-dejavu-core': {
    use: 'the letters and arrows in screenshots',
    isThere: async () =>
      process.platform !== 'linux' ||
      existsSync('/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf') ||
      (which('fc-list') !== undefined &&
        (await runQuietly('fc-list', [':lang=en:charset=2192', 'family'])).output.trim() !== ''),
  },
  'python3-nbformat': {
    use: "checking files with Jupyter's own validator",
    isThere: async () => {
      const python = ['/usr/bin/python3', which('python3')].find(
        (file) => file && existsSync(file),
      );
      return (
        python !== undefined && (await runQuietly(python, ['-c', 'import nbformat'])).code === 0
      );
    },
  },
};

/**
 * Installs the Debian packages that the tests need, where that is possible; elsewhere says what is
 * missing and goes on, and the tests that need it fail with their own reason.
 */
export async function ensureSystem(names = Object.keys(systemPackages)) {
  const missing = [];
  for (const name of names) {
    if (!(await systemPackages[name].isThere())) {
      missing.push(name);
    }
  }
  if (missing.length === 0) {
    return;
  }
  const apt = which('apt-get');
  if (apt === undefined || process.getuid?.() !== 0) {
    for (const name of missing) {
      console.log(
        `Missing: ${name}, for ${systemPackages[name].use}. Debian's package has that name.`,
      );
    }
    return;
  }
  console.log(`Installing from Debian: ${missing.join(', ')}`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const quiet = ['-qq', '-o', 'Dpkg::Use-Pty=0'];
  await runQuietly(apt, [...quiet, 'update'], { env });
  const install = ['install', '--yes', '--no-install-recommends', ...missing];
  const { code, output } = await runQuietly(apt, [...quiet, ...install], { env });
  if (code !== 0) {
    console.log(`apt-get could not install ${missing.join(', ')}.\n${output.trim().slice(-2000)}`);
  }
}
