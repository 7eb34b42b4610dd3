import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { io } from '@tensorflow/tfjs';

import type { Tf } from './started';

const scheme = 'file://';
const modelFile = 'model.json';
const weightsFile = 'weights.bin';

/**
 * Models as folders, in tfjs-node's own format: `model.json` and one `weights.bin`.
 * Relative paths start at the notebook's folder.
 */
export function fileSystem(tfIo: Tf['io'], folder: string, location: string): io.IOHandler {
  const root = path.resolve(folder, withoutScheme(location));
  return {
    save: (artifacts) => save(tfIo, root, artifacts),
    load: () => load(tfIo, root),
  };
}

/** Where relative paths start, by tf.io: its routers cannot be taken back, only be pointed anew. */
const roots = new WeakMap<Tf['io'], string>();

/** Makes `file://` work in `model.save`, `tf.loadLayersModel` and `tf.loadGraphModel`. */
export function registerFileRouters(tfIo: Tf['io'], folder: string): void {
  const isRegistered = roots.has(tfIo);
  roots.set(tfIo, folder);
  if (isRegistered) {
    return;
  }
  // tfjs' routers answer null for "not mine"; its declared type leaves that out.
  const route = (url: string | string[]): io.IOHandler =>
    (typeof url === 'string' && url.startsWith(scheme)
      ? fileSystem(tfIo, roots.get(tfIo) ?? folder, url)
      : null) as io.IOHandler;
  tfIo.registerSaveRouter(route);
  tfIo.registerLoadRouter(route);
}

function withoutScheme(location: string): string {
  const bare = location.startsWith(scheme) ? location.slice(scheme.length) : location;
  // file:///C:/models is C:/models on Windows.
  return process.platform === 'win32' ? bare.replace(/^\/(?=[A-Za-z]:)/, '') : bare;
}

async function save(
  tfIo: Tf['io'],
  root: string,
  artifacts: io.ModelArtifacts,
): Promise<io.SaveResult> {
  if (artifacts.modelTopology instanceof ArrayBuffer) {
    throw new Error(
      `A model is saved to ${root} as JSON. Received a topology of ${artifacts.modelTopology.byteLength} raw bytes.`,
    );
  }
  await mkdir(root, { recursive: true }).catch((error: unknown) => {
    throw new Error(`${root} should be a folder to save the model in.`, { cause: error });
  });
  const manifest = [{ paths: [weightsFile], weights: artifacts.weightSpecs ?? [] }];
  // The key order is tfjs-node's, so that the files are equal byte for byte.
  const { modelTopology, format, generatedBy, convertedBy } = artifacts;
  const { trainingConfig, signature, userDefinedMetadata } = artifacts;
  const json = {
    modelTopology,
    weightsManifest: manifest,
    format,
    generatedBy,
    convertedBy,
    trainingConfig,
    signature,
    userDefinedMetadata,
  };
  const weights = tfIo.CompositeArrayBuffer.join(artifacts.weightData);
  await writeFile(path.join(root, modelFile), JSON.stringify(json), 'utf8');
  await writeFile(path.join(root, weightsFile), new Uint8Array(weights));
  return { modelArtifactsInfo: tfIo.getModelArtifactsInfoForJSON(artifacts) };
}

async function load(tfIo: Tf['io'], file: string): Promise<io.ModelArtifacts> {
  const found = await stat(file).catch(() => undefined);
  if (found === undefined) {
    throw new Error(`There is no model at ${file}. Expected the path of a ${modelFile}.`);
  }
  if (found.isDirectory()) {
    throw new Error(`${file} is a folder. Expected the path of a ${modelFile} in it.`);
  }
  const json = parse(await readFile(file, 'utf8'), file);
  return tfIo.getModelArtifactsForJSON(json, async (manifest) => {
    const shards = manifest.flatMap((group) => group.paths);
    const buffers = await Promise.all(
      shards.map(async (shard) => {
        const bytes = await readFile(path.join(path.dirname(file), shard));
        return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
      }),
    );
    return [manifest.flatMap((group) => group.weights), tfIo.CompositeArrayBuffer.join(buffers)];
  });
}

function parse(text: string, file: string): io.ModelJSON {
  const json: unknown = JSON.parse(text);
  if (typeof json !== 'object' || json === null || !('modelTopology' in json)) {
    throw new Error(`${file} is not a saved model: it has no modelTopology.`);
  }
  return json as io.ModelJSON;
}
