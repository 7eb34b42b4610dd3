import type { LayersModel, io } from '@tensorflow/tfjs';
import { isRecord } from '../../protocol/json';
import type { Tf } from '../../zoo';

/** Reads a file that belongs to a model, by its name beside `model.json`. */
export type ReadPart = (name: string) => Promise<Uint8Array>;

/**
 * A model in TensorFlow.js' layers format: `model.json` and the files that it names.
 *
 * @throws Error naming the file that is missing, damaged, or of another format
 */
export async function loadParts(tf: Tf, named: string, read: ReadPart): Promise<LayersModel> {
  const json = parse(await read('model.json'), named);
  const artifacts = await tf.io.getModelArtifactsForJSON(json, async (manifest) => {
    const files = await Promise.all(manifest.flatMap(({ paths }) => paths).map(read));
    const weights = manifest.flatMap((group) => group.weights);
    const needed = weights.reduce((sum, spec) => sum + bytesOf(spec), 0);
    const received = files.reduce((sum, file) => sum + file.length, 0);
    if (received !== needed) {
      throw new Error(`The weights of ${named} should have ${needed} bytes. Received ${received}`);
    }
    const buffers = files.map((file) => new Uint8Array(file).buffer);
    return [weights, tf.io.CompositeArrayBuffer.join(buffers)];
  });
  return tf.loadLayersModel({ load: () => Promise.resolve(artifacts) });
}

function parse(bytes: Uint8Array, named: string): io.ModelJSON {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder().decode(bytes));
  } catch (error) {
    throw new Error(`${named} should be JSON`, { cause: error });
  }
  if (!isRecord(json)) {
    throw new Error(`${named} should be an object. Received ${typeof json}`);
  }
  const { modelTopology, weightsManifest, format } = json;
  if (!isRecord(modelTopology) || !Array.isArray(weightsManifest)) {
    const kind = format === 'graph-model' ? 'a graph model' : 'something else';
    throw new Error(
      `${named} should be a layers model of TensorFlow.js, with modelTopology and weightsManifest. ` +
        `Received ${kind}`,
    );
  }
  return json as unknown as io.ModelJSON;
}

/** As written: quantized weights take less than they become. */
function bytesOf({ shape, dtype, quantization }: io.WeightsManifestEntry): number {
  const size = shape.reduce((product, length) => product * length, 1);
  const sizes: { readonly [type: string]: number } = {
    ...{ float32: 4, int32: 4, bool: 1, complex64: 8 },
    ...{ uint8: 1, uint16: 2, float16: 2 },
  };
  return size * (sizes[quantization?.dtype ?? dtype] ?? 4);
}
