import type { BarRow, BarsPayload } from '../../../src/protocol/bars';
import { numberInWords } from '../../../src/pictures/format';

function rowOf(label: string, index: number, className: string): BarRow {
  const isWide = className === 'Conv2D';
  const value = (isWide ? 2.4 : 0.06) * Math.exp(-index / 9) * (1 + 0.4 * Math.sin(index * 2.1));
  const weight = isWide ? 6 : 4;
  const cells = [className, isWide ? 2304 * (1 + Math.floor(index / 20)) : 32, value, weight];
  const row = { label, value, text: numberInWords(value), cells: [...cells, value / weight] };
  return className === 'BatchNormalization' ? { ...row, isAside: true } : row;
}

/** Names and types as those of a ResNet for CIFAR, from the stem to the head. */
function layers(blocks: number): readonly (readonly [label: string, className: string])[] {
  const stages = [2, 3, 4].flatMap((stage) =>
    Array.from({ length: blocks }, (_, block) =>
      [1, 2].flatMap((part) => [
        [`conv${stage}_block${block + 1}_${part}_conv`, 'Conv2D'] as const,
        [`conv${stage}_block${block + 1}_${part}_bn`, 'BatchNormalization'] as const,
      ]),
    ).flat(),
  );
  return [
    ['conv1_conv', 'Conv2D'],
    ['conv1_bn', 'BatchNormalization'],
    ...stages,
    ['predictions', 'Dense'],
  ];
}

/** Gradient norms of a network with so many blocks in each of three stages. */
export function norms(
  options: {
    readonly blocks?: number;
    readonly scale?: BarsPayload['scale'];
    readonly runId?: string;
  } = {},
): BarsPayload {
  const { blocks = 3, scale = 'log', runId = '1' } = options;
  const rows = layers(blocks).map(([label, className], index) => rowOf(label, index, className));
  const axis = scale === 'log' ? 'logarithmic: equal distances are equal factors' : 'linear';
  return {
    summary:
      `Gradients of resnet20: L2 norm ${rows[0]?.text ?? ''} in conv1_conv, the first layer with ` +
      `weights, and ${rows.at(-1)?.text ?? ''} in predictions, the last.`,
    viewId: 'cell/3',
    runId,
    seq: 0,
    title: 'Gradient norm by layer: resnet20',
    note: `L2 norm over 32 images, ${axis} · outlined: normalizations`,
    scale,
    rowTitle: 'Layer',
    columns: ['Type', 'Weights', 'Gradient', 'Of the weights', 'Ratio'],
    rows,
  };
}
