import type { NamedAttrMap, TensorInfo } from '@tensorflow/tfjs';

import type { Tf } from '../started';
import type { ConvInfo } from './convInfo';
import { convInfo, isPointwise } from './convInfo';
import type { CallKernel, WasmKernel } from './kernels';
import { inputOf, originalKernels, replaceKernel, scratch, view } from './kernels';
import { matMul } from './matMul';

type Pair = readonly [number, number];

/**
 * Convolution and its two gradients on wasm, composed of XNNPACK's forward convolution:
 *
 *   dFilter = conv(x transposed to [C,H,W,N], dy transposed to [OH,OW,N,O], dilation = stride)
 *   dInput  = conv(dy with stride - 1 zeros between its values, filter turned by 180 degrees)
 *
 * Upstream has no dFilter at all and computes dInput in a scalar loop.
 */
export function installConv(tf: Tf): void {
  const originals = originalKernels(tf);
  for (const name of ['Conv2D', 'FusedConv2D', 'DepthwiseConv2dNative', 'FusedDepthwiseConv2D']) {
    replaceKernel(tf, name, ({ inputs, attrs, backend }) => {
      const isDepthwise = name.includes('Depthwise');
      const shape = inputOf(inputs, 'x').shape;
      const info = convInfo(tf, {
        shape,
        filter: inputOf(inputs, 'filter').shape,
        attrs,
        isDepthwise,
      });
      return originals(backend)(name, inputs, withHonestPadding(info, attrs));
    });
  }
  replaceKernel(tf, 'Conv2DBackpropFilter', (call) =>
    gradientOfFilter(tf, originals(call.backend), call),
  );
  replaceKernel(tf, 'Conv2DBackpropInput', (call) =>
    gradientOfInput(tf, originals(call.backend), call),
  );
}

/**
 * Where the stride is larger than the kernel, 'same' pads nothing and XNNPACK refuses the call
 * (tfjs then returns zeros without a word); spelled out as numbers, the padding works.
 */
function withHonestPadding(info: ConvInfo, attrs: NamedAttrMap): NamedAttrMap {
  const { padInfo } = info;
  const isCoarse =
    info.strideHeight > info.effectiveFilterHeight || info.strideWidth > info.effectiveFilterWidth;
  if (padInfo.type !== 'SAME' || !isCoarse) {
    return attrs;
  }
  return { ...attrs, pad: explicit([padInfo.top, padInfo.bottom], [padInfo.left, padInfo.right]) };
}

function gradientOfFilter(
  tf: Tf,
  call: CallKernel,
  { inputs, attrs, backend }: Parameters<WasmKernel>[0],
): TensorInfo {
  const x = inputOf(inputs, 'x');
  const dy = inputOf(inputs, 'dy');
  const filter = attrs['filterShape'] as number[];
  const info = convInfo(tf, { shape: x.shape, filter, attrs, isDepthwise: false });
  const { batchSize, inHeight, inWidth, inChannels, outHeight, outWidth, outChannels } = info;
  if (isPointwise(info)) {
    const pixels = batchSize * inHeight * inWidth;
    const pair = [view(x, [1, pixels, inChannels]), view(dy, [1, pixels, outChannels])] as const;
    return view(matMul(call, backend, pair, { transposeA: true }), filter);
  }
  return scratch(backend, (keep) => {
    const transpose = (t: TensorInfo, perm: number[]) => call('Transpose', { x: t }, { perm });
    const { top, left } = info.padInfo;
    // Rows and columns that the last output position reaches beyond the input (or leaves unread).
    const below = info.filterHeight + (outHeight - 1) * info.strideHeight - inHeight - top;
    const right = info.filterWidth + (outWidth - 1) * info.strideWidth - inWidth - left;
    let channelsFirst = keep(transpose(x, [3, 1, 2, 0]));
    if (below < 0 || right < 0) {
      const size = [
        inChannels,
        inHeight + Math.min(below, 0),
        inWidth + Math.min(right, 0),
        batchSize,
      ];
      const slice = { begin: [0, 0, 0, 0], size };
      channelsFirst = keep(call('Slice', { x: channelsFirst }, slice));
    }
    const gradient = keep(
      call(
        'Conv2D',
        { x: channelsFirst, filter: keep(transpose(dy, [1, 2, 0, 3])) },
        {
          strides: [1, 1],
          pad: explicit([top, Math.max(below, 0)], [left, Math.max(right, 0)]),
          dataFormat: 'NHWC',
          dilations: [info.strideHeight, info.strideWidth],
        },
      ),
    );
    return transpose(gradient, [1, 2, 0, 3]);
  });
}

function gradientOfInput(
  tf: Tf,
  call: CallKernel,
  { inputs, attrs, backend }: Parameters<WasmKernel>[0],
): TensorInfo {
  const dy = inputOf(inputs, 'dy');
  const filter = inputOf(inputs, 'filter');
  const shape = attrs['inputShape'] as number[];
  const info = convInfo(tf, { shape, filter: filter.shape, attrs, isDepthwise: false });
  const { batchSize, inHeight, inWidth, inChannels, outHeight, outWidth, outChannels } = info;
  const { filterHeight, filterWidth, strideHeight, strideWidth } = info;
  if (isPointwise(info)) {
    const pixels = batchSize * outHeight * outWidth;
    const weights = view(filter, [1, inChannels, outChannels]);
    const pair = [view(dy, [1, pixels, outChannels]), weights] as const;
    return view(matMul(call, backend, pair, { transposeB: true }), shape);
  }
  const above = filterHeight - 1 - info.padInfo.top;
  const left = filterWidth - 1 - info.padInfo.left;
  if (above < 0 || left < 0) {
    // More padding than the kernel is high or wide: rare enough for upstream's loop.
    return call('Conv2DBackpropInput', { dy, filter }, attrs);
  }
  return scratch(backend, (keep) => {
    const turned = keep(call('Reverse', { x: filter }, { dims: [0, 1] }));
    const swapped = keep(call('Transpose', { x: turned }, { perm: [0, 1, 3, 2] }));
    const height = outHeight * strideHeight;
    const width = outWidth * strideWidth;
    let spread = dy;
    if (strideHeight > 1 || strideWidth > 1) {
      const pad = (x: TensorInfo, paddings: number[][]) =>
        keep(call('PadV2', { x }, { paddings, constantValue: 0 }));
      const columns = pad(view(dy, [batchSize * outHeight * outWidth, 1, outChannels]), [
        [0, 0],
        [0, strideWidth - 1],
        [0, 0],
      ]);
      const rows = pad(view(columns, [batchSize * outHeight, 1, width * outChannels]), [
        [0, 0],
        [0, strideHeight - 1],
        [0, 0],
      ]);
      spread = view(rows, [batchSize, height, width, outChannels]);
    }
    const below = inHeight + filterHeight - 1 - height - above;
    const right = inWidth + filterWidth - 1 - width - left;
    if (below < 0 || right < 0) {
      const size = [
        batchSize,
        height + Math.min(below, 0),
        width + Math.min(right, 0),
        outChannels,
      ];
      spread = keep(call('Slice', { x: spread }, { begin: [0, 0, 0, 0], size }));
    }
    return call(
      'Conv2D',
      { x: spread, filter: swapped },
      {
        strides: [1, 1],
        pad: explicit([above, Math.max(below, 0)], [left, Math.max(right, 0)]),
        dataFormat: 'NHWC',
        dilations: [1, 1],
      },
    );
  });
}

/** Padding as tfjs takes it in numbers; 'valid' where there is none. */
function explicit(rows: Pair, columns: Pair): NamedAttrMap[string] {
  const isNone = [...rows, ...columns].every((size) => size === 0);
  return isNone ? 'valid' : [[0, 0], [...rows], [...columns], [0, 0]];
}
