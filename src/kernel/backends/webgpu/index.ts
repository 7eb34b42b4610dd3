import { findPackage } from '../packages';
import type { Absence, Rung, StartOptions } from '../started';
import { allowsSoftware, deviceName, isSoftware } from './adapter';
import {
  explainNotInstalled,
  explainPlace,
  explainProbe,
  explainSoftware,
  explainStart,
} from './explain';
import { probeWebgpu } from './probe';

/** Starts tfjs on WebGPU (Dawn, the npm package `webgpu`), or says why it cannot run here. */
export async function startWebgpu(options: StartOptions): Promise<Rung | Absence> {
  const misplaced = explainPlace();
  if (misplaced !== undefined) {
    return misplaced;
  }
  const found = findPackage('webgpu', options.folder);
  if (found === undefined) {
    return explainNotInstalled();
  }
  const { root, version } = found;
  const result = await probeWebgpu(found, {
    folder: options.folder,
    timeout: options.probeTimeout ?? 30_000,
  });
  options.log(`webgpu ${version} at ${root}: ${JSON.stringify(result)}`);
  if (result.type !== 'works') {
    return explainProbe(found, result);
  }
  if (isSoftware(result.info) && !allowsSoftware()) {
    return explainSoftware(result.info);
  }
  try {
    // Imported late: where there is no GPU its shaders are never needed.
    const { runOnWebgpu } = await import('./running');
    const running = await runOnWebgpu(root, options);
    const device = deviceName(result.info);
    const gpu = isSoftware(result.info) ? {} : { gpu: device };
    return { ...running, version: `webgpu ${version}`, device, ...gpu };
  } catch (error) {
    return explainStart(found, error);
  }
}
