import type {
  BincountAttrs,
  BincountInputs,
  BroadcastArgsInputs,
  GatherNdInputs,
  GatherV2Attrs,
  GatherV2Inputs,
  MultinomialAttrs,
  MultinomialInputs,
  ScatterNdAttrs,
  ScatterNdInputs,
  SearchSortedInputs,
  SparseToDenseAttrs,
  SparseToDenseInputs,
  TensorScatterUpdateInputs,
  TopKAttrs,
  UnaryInputs,
  UnsortedSegmentSumAttrs,
  UnsortedSegmentSumInputs,
} from '@tensorflow/tfjs';
import { all, fresh, several, shapeKernel, type Given, type ShapeKernels } from './shapeKernel';

/** Kernels that pick elements by number, and put them somewhere. */
export const lookup: ShapeKernels = {
  GatherV2: shapeKernel<
    Given<GatherV2Inputs>,
    Pick<GatherV2Attrs, 'axis'> & Partial<GatherV2Attrs>
  >(({ x, indices }, { axis, batchDims = 0 }, { util, backend_util }) => {
    const [along = 0] = util.parseAxisParam(axis, x.shape);
    const { outputShape } = backend_util.segment_util.collectGatherOpShapeInfo(
      x,
      indices,
      along,
      batchDims,
    );
    return fresh(outputShape, x.dtype);
  }),
  GatherNd: shapeKernel<Given<GatherNdInputs>>(({ params, indices }) => {
    const depth = indices.shape.at(-1) ?? 0;
    return fresh([...indices.shape.slice(0, -1), ...params.shape.slice(depth)], params.dtype);
  }),
  ScatterNd: shapeKernel<Given<ScatterNdInputs>, ScatterNdAttrs>(({ updates }, { shape }) =>
    fresh(shape, updates.dtype),
  ),
  TensorScatterUpdate: shapeKernel<Given<TensorScatterUpdateInputs>>(({ tensor }) =>
    fresh(tensor.shape, tensor.dtype),
  ),
  SparseToDense: shapeKernel<Given<SparseToDenseInputs>, SparseToDenseAttrs>(
    ({ sparseValues }, { outputShape }) => fresh(outputShape, sparseValues.dtype),
  ),
  UnsortedSegmentSum: shapeKernel<Given<UnsortedSegmentSumInputs>, UnsortedSegmentSumAttrs>(
    ({ x, segmentIds }, { numSegments }) =>
      fresh([numSegments, ...x.shape.slice(segmentIds.shape.length)], x.dtype),
  ),
  TopK: shapeKernel<Given<UnaryInputs>, TopKAttrs>(({ x }, { k }) => {
    const shape = [...x.shape.slice(0, -1), k];
    return several([
      { shape, dtype: x.dtype },
      { shape, dtype: 'int32' },
    ]);
  }),
  SearchSorted: shapeKernel<Given<SearchSortedInputs>>(({ values }) =>
    fresh(values.shape, 'int32'),
  ),
  Bincount: shapeKernel<Given<BincountInputs>, BincountAttrs>(({ weights }, { size }) =>
    fresh([size], weights.dtype),
  ),
  DenseBincount: shapeKernel<Given<BincountInputs>, BincountAttrs>(({ x, weights }, { size }) =>
    fresh([...x.shape.slice(0, -1), size], weights.dtype),
  ),
  Multinomial: shapeKernel<Given<MultinomialInputs>, MultinomialAttrs>(
    ({ logits }, { numSamples }) => fresh([logits.shape[0] ?? 0, numSamples], 'int32'),
  ),
  ...all(
    ['BroadcastArgs'],
    shapeKernel<Given<BroadcastArgsInputs>>(({ s0, s1 }) =>
      fresh([Math.max(s0.shape[0] ?? 0, s1.shape[0] ?? 0)], 'int32'),
    ),
  ),
};
