/** An attribute's value; `undefined` leaves the attribute out. */
export type AttributeValue = string | number | undefined;

/**
 * A picture as plain data: what `toMarkup` prints and what a renderer mounts. The attribute `key`
 * is for the renderer alone: it tells which child is which when a picture changes.
 */
export interface Element {
  readonly tag: string;
  readonly attrs: { readonly [name: string]: AttributeValue };
  readonly children: readonly (Element | string)[];
}

/** Makes an element; `undefined` and `false` children are left out. */
export function element(
  tag: string,
  attrs: { readonly [name: string]: AttributeValue } = {},
  ...children: readonly (Element | string | undefined | false)[]
): Element {
  const kept = children.filter((child) => child !== undefined && child !== false);
  return { tag, attrs, children: kept };
}

/** Three decimals: enough for a screen, and the same text on every machine. */
export function round(value: number): number {
  const rounded = Math.round(value * 1000) / 1000;
  return Number.isFinite(rounded) ? rounded + 0 : 0;
}

// Characters that XML 1.0 forbids, and halves of surrogate pairs that stand alone.
const unprintable =
  // eslint-disable-next-line no-control-regex -- these are the ones to find
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** Text that any XML parser and `encodeURIComponent` accept. */
export function cleanText(text: string): string {
  return text.replace(unprintable, '\ufffd');
}

const entities: { readonly [character: string]: string } = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
};

function escapeText(text: string): string {
  return cleanText(text).replace(/[&<>"]/g, (character) => entities[character] ?? character);
}

/** The element as XML; numbers are rounded, texts escaped. */
export function toMarkup(tree: Element | string): string {
  if (typeof tree === 'string') {
    return escapeText(tree);
  }
  let attributes = '';
  for (const [name, value] of Object.entries(tree.attrs)) {
    if (value !== undefined && name !== 'key') {
      attributes += ` ${name}="${escapeText(typeof value === 'number' ? String(round(value)) : value)}"`;
    }
  }
  if (tree.children.length === 0) {
    return `<${tree.tag}${attributes}/>`;
  }
  return `<${tree.tag}${attributes}>${tree.children.map(toMarkup).join('')}</${tree.tag}>`;
}
