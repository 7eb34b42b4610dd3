export { defineGroupedConv2d, type GroupedConv2dArgs } from './groupedConv2d';
export {
  defineLocalResponseNormalization,
  type LocalResponseNormalizationArgs,
} from './localResponseNormalization';
