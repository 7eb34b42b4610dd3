import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** Code of a package that behaves like tfjs-node to the loader: it computes, with the cpu backend. */
export const working = (isGpu: boolean): string => `
  if (require('node:util').isNullOrUndefined === undefined) throw new Error('not repaired');
  const tf = require(${JSON.stringify(path.join(process.cwd(), 'node_modules/@tensorflow/tfjs'))});
  tf.findBackend('cpu').firstUse = false;
  tf.registerBackend('tensorflow', () => tf.findBackend('cpu'), 3);
  tf.copyRegisteredKernels('cpu', 'tensorflow');
  tf.setBackend('tensorflow');
  tf.backend().isUsingGpuDevice = ${isGpu};
  module.exports = tf;
`;

/** A notebook's folder with native packages in it that do what a test says. */
export class PlantedPackages {
  readonly folder = mkdtempSync(path.join(os.tmpdir(), 'tsnb-ladder-'));

  plant(name: 'tfjs-node' | 'tfjs-node-gpu', code: string): void {
    const root = path.join(this.folder, 'node_modules/@tensorflow', name);
    mkdirSync(root, { recursive: true });
    const manifest = { name: `@tensorflow/${name}`, version: '4.22.0', main: 'index.js' };
    writeFileSync(path.join(root, 'package.json'), JSON.stringify(manifest));
    writeFileSync(path.join(root, 'index.js'), code);
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
