export { describeFailure } from './describeFailure';
export { describeModel, type DescribeOptions } from './describeModel';
export { diffGraphs, type ChangedLayer, type GraphDiff } from './diff/diffGraphs';
export type { Difference } from './diff/differences';
export { diffTables, diffToText } from './diff/text';
export { isModel, modelIn, settingsOf } from './tensorflow';
export { graphToText } from './text';
export { roundNumber, shapeInWords, wholeNumber } from './words';
