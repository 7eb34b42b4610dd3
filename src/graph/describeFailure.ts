import type { ArchitectureGraph, GraphNode } from '../protocol/architecture';
import { categoryOf } from './category';
import { configOf } from './config';
import { describeModel, type DescribeOptions } from './describeModel';
import { blocksOf } from './structure/blocks';
import { settingsOf, type Layer, type LayersModel } from './tensorflow';
import { shapeInWords } from './words';

/** A layer that could not be applied. */
export interface FailedLayer {
  readonly layer: Layer;
  /** Of the model that was built so far, in the order in which the layer reads them. */
  readonly inputs: readonly number[];
}

/**
 * What was built until a layer could not be applied: the graph of the layers that lead to it, and the
 * layer itself, whose configuration says under `problem` which shapes it could not take. `built` has
 * the layer's inputs as its outputs.
 */
export function describeFailure(
  built: LayersModel,
  { layer, inputs }: FailedLayer,
  options: DescribeOptions = {},
): ArchitectureGraph {
  const graph = describeModel(built, options);
  const ids = inputs.flatMap((index) => graph.outputs[index] ?? []);
  const read = ids.map((id) => graph.nodes.find((node) => node.id === id)?.outputShape ?? []);
  const settings = settingsOf(layer);
  const source = options.sourceOf?.(layer);
  const words = [...new Set(read.map((shape) => shapeInWords(shape)))];
  const problem = `cannot take ${words.join(' and ')}`;
  const id = graph.nodes.some((node) => node.id === layer.name) ? `${layer.name}#2` : layer.name;
  const node: GraphNode = {
    id,
    name: layer.name,
    className: layer.getClassName(),
    category: categoryOf(layer, settings, inputs.length),
    scope: [],
    inputs: ids,
    outputShape: [],
    ...{ params: 0, trainableParams: 0, macs: 0, otherOperations: 0, activationBytes: 0 },
    config: { problem, ...configOf(layer, settings) },
    ...(source && { source }),
  };
  // A join of equal shapes, as far as its place among the others goes.
  const joined = { ...node, outputShape: read[0] ?? [] };
  return {
    ...graph,
    summary: `Built until ${layer.name}, which ${problem}. ${graph.summary}`,
    failed: id,
    nodes: [...graph.nodes, node],
    outputs: [id],
    blocks: blocksOf([...graph.nodes, joined]),
  };
}
