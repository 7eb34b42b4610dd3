import assert from 'node:assert/strict';
import type * as tfjs from '@tensorflow/tfjs';

/** What saving a model and loading it again makes of it. */
export async function savedAndLoaded(
  tf: typeof tfjs,
  model: tfjs.LayersModel,
): Promise<tfjs.LayersModel> {
  let artifacts: tfjs.io.ModelArtifacts | undefined;
  await model.save(
    tf.io.withSaveHandler((saved) => {
      artifacts = saved;
      const dateSaved = new Date(0);
      return Promise.resolve({ modelArtifactsInfo: { dateSaved, modelTopologyType: 'JSON' } });
    }),
  );
  assert.ok(artifacts);
  // A file holds text: what JSON loses must not matter.
  const modelTopology = JSON.parse(JSON.stringify(artifacts.modelTopology)) as object;
  return tf.loadLayersModel(tf.io.fromMemory({ ...artifacts, modelTopology }));
}
