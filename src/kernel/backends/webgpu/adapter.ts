import type { AdapterInfo } from './dawn';

/** The variable that lets WebGPU run on the processor, which is for tests. */
export const softwareVariable = 'TSNB_WEBGPU_SOFTWARE';

/** Whether somebody asked for an adapter without a GPU. */
export function allowsSoftware(): boolean {
  return ['1', 'true'].includes(process.env[softwareVariable] ?? '');
}

/** Mesa's lavapipe (llvmpipe), Google's SwiftShader, Microsoft's WARP. */
const software =
  /swiftshader|llvmpipe|lavapipe|softpipe|microsoft basic render|\bwarp\b|software rasterizer/i;

/** Whether an adapter computes on the processor. */
export function isSoftware(info: AdapterInfo): boolean {
  const { architecture, device, description } = info;
  const words = [architecture, device, description].filter((text) => text !== undefined);
  return info.isFallbackAdapter === true || software.test(words.join(' '));
}

/**
 * The name of a GPU for people. Dawn writes the name that the driver gives with dashes in place of
 * all but letters and digits (`nvidia-geforce-rtx-4090`); the description names the driver.
 */
export function deviceName({ vendor, architecture, device, description }: AdapterInfo): string {
  const name = device?.replaceAll('-', ' ').trim();
  // Some drivers give a number only.
  if (name !== undefined && /[a-z]{3}/i.test(name)) {
    return name;
  }
  const maker = [vendor, architecture].filter((text) => text !== undefined).join(' ');
  return [description, maker].find((text) => text !== undefined && text !== '') ?? 'GPU';
}
