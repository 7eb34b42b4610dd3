import type { GraphNode } from '../../protocol/architecture';

/** Whether someone thought of a layer's name: not `conv2d_3` (Keras) nor `conv2d_Conv2D3` (TensorFlow.js). */
export function isGiven({ name, className }: GraphNode): boolean {
  const letters = (text: string) => text.toLowerCase().replace(/[_\d]/g, '');
  const kind = letters(className === 'InputLayer' ? 'input' : className);
  return ![kind, kind + kind].includes(letters(name));
}
