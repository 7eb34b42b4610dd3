export { describeModel, type DescribeOptions } from './describeModel';
export { diffGraphs, type ChangedLayer, type GraphDiff } from './diff/diffGraphs';
export type { Difference } from './diff/differences';
export { diffTables, diffToText } from './diff/text';
export { isModel } from './tensorflow';
export { graphToText } from './text';
export { roundNumber, shapeInWords, wholeNumber } from './words';
export { describeJoin, type Join, type JoinLane } from './joins';
export { layerUses, type LayerUse, type LayerUses, type OutputOf } from './layerUses';
