import { roundNumber, shapeInWords, wholeNumber } from '../graph';
import { tableToText, type TextTable } from '../pictures/textTable';
import type { MimeBundle } from '../protocol/mime';
import { bytesInWords } from './bytes';
import type { Plan } from './plan';
import { tablesToHtml } from './tables';

/** The method by which an object says how a notebook shows it. */
const displayMethod = Symbol.for('Jupyter.display');

/** The plan with a display of its own, which is no part of its data. */
export function showsItself(plan: Plan): Plan {
  Object.defineProperty(plan, displayMethod, { value: () => planToBundle(plan) });
  return plan;
}

/** A plan as text, and as tables. */
export function planToBundle(plan: Plan): MimeBundle {
  const tables = [costTable(plan), memoryTable(plan), layerTable(plan)];
  return {
    'text/plain': [plan.summary, ...tables.map(tableToText)].join('\n\n'),
    'text/html': tablesToHtml(plan.summary, tables),
  };
}

function costTable({ inference, training, batchSize, optimizer }: Plan): TextTable {
  const row = ({ macs, peakBytes }: Plan['inference']) => [
    roundNumber(macs),
    bytesInWords(peakBytes),
  ];
  return {
    columns: ['Multiply-adds', 'Memory at most'],
    rowLabels: [
      `predict ${batchSize}`,
      ...(training ? [`train ${batchSize} with ${optimizer}`] : []),
    ],
    rows: [row(inference), ...(training ? [row(training)] : [])],
  };
}

const purposes: readonly { readonly purpose: keyof Plan['memory']; readonly words: string }[] = [
  { purpose: 'weights', words: 'weights' },
  { purpose: 'activations', words: 'results of layers' },
  { purpose: 'gradients', words: 'gradients' },
  { purpose: 'optimizer', words: 'optimizer' },
  { purpose: 'backend', words: 'backend itself' },
];

function memoryTable({ memory }: Plan): TextTable {
  const used = purposes.filter(({ purpose }) => memory[purpose] > 0);
  return {
    columns: ['When most is used'],
    rowLabels: used.map(({ words }) => words),
    rows: used.map(({ purpose }) => [bytesInWords(memory[purpose])]),
  };
}

/** More layers than this are a list to search in, not to read. */
const mostRows = 60;

function layerTable({ layers, training }: Plan): TextTable {
  const dearest = layers
    .toSorted((a, b) => b.activationBytes - a.activationBytes)
    .slice(0, mostRows);
  const shown = layers.filter((layer) => dearest.includes(layer));
  const keeps = training ? 'Keeps' : 'Gives';
  return {
    columns: ['Type', 'Output', 'Weights', 'Multiply-adds', keeps],
    rowLabels: shown.map(({ name }) => name),
    rows: shown.map(({ className, outputShape, params, macs, activationBytes }) => [
      className,
      shapeInWords(outputShape),
      params === 0 ? '' : wholeNumber(params),
      macs === 0 ? '' : wholeNumber(macs),
      activationBytes === 0 ? '' : bytesInWords(activationBytes),
    ]),
    ...(shown.length < layers.length && {
      caption: `The ${shown.length} of ${layers.length} layers whose results take most memory`,
    }),
  };
}
