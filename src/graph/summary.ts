import type { ArchitectureGraph, GraphNode } from '../protocol/architecture';
import { roundNumber, shapeInWords, wholeNumber } from './words';

/** A sentence or two about a model, for a reader who does not see its picture. */
export function summaryOf(
  name: string,
  nodes: readonly GraphNode[],
  outputs: readonly string[],
  totals: ArchitectureGraph['totals'],
): string {
  const inputs = nodes.filter(({ category }) => category === 'input');
  const layers = nodes.length - inputs.length;
  const shapes = (listed: readonly GraphNode[]) =>
    listed.map(({ outputShape }) => shapeInWords(outputShape)).join(' and ');
  const ends = nodes.filter(({ id }) => outputs.includes(id));
  const { params, trainableParams, macs } = totals;
  const trainable =
    params === trainableParams ? '' : ` (${wholeNumber(trainableParams)} of them trainable)`;
  const isOpen = nodes.some(({ outputShape }) => outputShape.slice(1).includes(null));
  const cost = isOpen
    ? 'its multiply-adds depend on the size of the input'
    : `${roundNumber(macs)} multiply-adds per example`;
  return (
    `${name}: ${layers} ${layers === 1 ? 'layer' : 'layers'} from ${shapes(inputs)} to ` +
    `${shapes(ends)}. ${wholeNumber(params)} weights${trainable}, ${cost}.`
  );
}
