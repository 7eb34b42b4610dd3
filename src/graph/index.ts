export { describeModel, type DescribeOptions } from './describeModel';
export { isModel } from './tensorflow';
export { graphToText } from './text';
export { roundNumber, shapeInWords, wholeNumber } from './words';
