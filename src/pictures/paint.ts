import type { Element } from './tree';

/** What each class looks like, by attribute; `$ink` stands for a colour that a theme fills in. */
export interface Looks {
  readonly [name: string]: { readonly [attribute: string]: string };
}

/** The table as a style sheet, `.scope .name{...}`, its colours still as tokens. */
export function looksToCss(looks: Looks, scope: string): string {
  return Object.entries(looks)
    .map(([name, attributes]) => {
      const rules = Object.entries(attributes).map(
        ([attribute, value]) => `${attribute}:${value}${attribute === 'font-size' ? 'px' : ''}`,
      );
      return `${scope} .${name}{${rules.join(';')}}`;
    })
    .join('\n');
}

/** The tree with every class turned into attributes of one theme's colours. */
export function paint(
  tree: Element,
  looks: Looks,
  colours: { readonly [token: string]: string },
): Element {
  const { class: classes, ...others } = tree.attrs;
  const painted: { [attribute: string]: string } = {};
  for (const name of String(classes ?? '').split(' ')) {
    for (const [attribute, value] of Object.entries(looks[name] ?? {})) {
      painted[attribute] = value.startsWith('$')
        ? (colours[value.slice(1)] ?? 'currentColor')
        : value;
    }
  }
  return {
    tag: tree.tag,
    attrs: { ...painted, ...others },
    children: tree.children.map((child) =>
      typeof child === 'string' ? child : paint(child, looks, colours),
    ),
  };
}
