/** What our own operations are registered as; those with a gradient of their own name come in pairs. */
export const ownNames = {
  batchNorm: 'TsnbBatchNorm',
  batchNormGradient: 'TsnbBatchNormGradient',
  biasedConv: 'TsnbBiasedConv2D',
  clipGradient: 'TsnbClipGradient',
  groupedConv: 'TsnbGroupedConv2D',
  groupedConvInput: 'TsnbGroupedConv2DBackpropInput',
  groupedConvFilter: 'TsnbGroupedConv2DBackpropFilter',
  optimize: 'TsnbOptimize',
} as const;

/** One of those names. */
export type OwnName = (typeof ownNames)[keyof typeof ownNames];
