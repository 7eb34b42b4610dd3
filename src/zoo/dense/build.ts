import type { LayersModel } from '@tensorflow/tfjs';
import { buildNetwork, type NetworkOptions } from '../network';
import { expectOption } from '../options';
import { chain, stage } from '../parts';
import type { Layer, Tf } from '../tensorflow';
import { applyDenseBlocks } from './blocks';
import type { DenseNetOptions } from './options';
import { conventions, partsOf, type Parts } from './parts';

/** What tells one DenseNet from another. */
export interface DenseNetPlan {
  /** Of the images that it is for; options go before. */
  readonly inputShape: NonNullable<NetworkOptions['inputShape']>;
  readonly classes: number;
  /** The layers before the first dense block. */
  readonly stem: (parts: Parts, filters: number) => readonly Layer[];
  /** Number of layers of each dense block. */
  readonly blocks: readonly number[];
  readonly growthRate: number;
  readonly initialFilters: number;
  readonly compression: number;
  readonly bottleneck: boolean;
}

/** Builds a DenseNet whose options have been checked. */
export function buildDenseNet(
  tf: Tf,
  builder: string,
  options: DenseNetOptions,
  plan: DenseNetPlan,
): LayersModel {
  const {
    inputShape = plan.inputShape,
    classes = plan.classes,
    name = builder,
    convention = 'paper',
    dropout = 0,
    memoryEfficient = false,
  } = options;
  const { blocks, growthRate, initialFilters, compression, bottleneck } = plan;
  let filters = initialFilters;
  for (const layers of blocks.slice(0, -1)) {
    filters = Math.floor((filters + layers * growthRate) * compression);
    expectOption(filters > 0, builder, { compression, growthRate }, 'enough to keep a map');
  }
  const { dropoutAfter } = conventions[convention];
  const design = { growthRate, compression, bottleneck, dropout, dropoutAfter, memoryEfficient };
  const parts = partsOf(tf, { ...options, classes }, conventions[convention]);

  return buildNetwork(tf, { builder, name, inputShape }, (image, net) => {
    let x = stage(net, 'stem', image, plan.stem(parts, initialFilters)); // 56x56x64
    x = applyDenseBlocks({ parts, net, design }, x, blocks); // 7x7x1024
    x = chain(net, x, [parts.norm('bn'), parts.relu('relu')]);
    return parts.top(net, x); // 1000
  });
}
