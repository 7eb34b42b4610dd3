import { cleanText, round, type AttributeValue, type Element as Tree } from '../../pictures/tree';

const svgSpace = 'http://www.w3.org/2000/svg';
const drawn = new WeakMap<Element, Tree>();

function attributeText(value: AttributeValue): string | undefined {
  return typeof value === 'number' ? String(round(value)) : value;
}

function setAttributes(target: Element, before: Tree['attrs'], after: Tree['attrs']) {
  for (const name of Object.keys(before)) {
    if (after[name] === undefined) {
      target.removeAttribute(name);
    }
  }
  for (const [name, value] of Object.entries(after)) {
    const text = attributeText(value);
    if (text !== undefined && name !== 'key' && text !== attributeText(before[name])) {
      target.setAttribute(name, text);
    }
  }
}

function create(tree: Tree | string, parent: Element): Node {
  if (typeof tree === 'string') {
    return document.createTextNode(cleanText(tree));
  }
  const isSvg = tree.tag === 'svg' || parent.namespaceURI === svgSpace;
  const made = isSvg
    ? document.createElementNS(svgSpace, tree.tag)
    : document.createElement(tree.tag);
  setAttributes(made, {}, tree.attrs);
  for (const child of tree.children) {
    made.append(create(child, made));
  }
  drawn.set(made, tree);
  return made;
}

const keyOf = (tree: Tree | string | undefined) =>
  typeof tree === 'object' ? tree.attrs['key'] : undefined;

function patchChildren(target: Element, before: Tree['children'], after: Tree['children']) {
  const old = [...target.childNodes].slice(0, before.length);
  const byKey = new Map<AttributeValue, number>();
  before.forEach((tree, index) => {
    if (keyOf(tree) !== undefined) {
      byKey.set(keyOf(tree), index);
    }
  });
  const kept = new Set<number>();
  const wanted = after.map((tree, place) => {
    const key = keyOf(tree);
    const index = key === undefined ? place : byKey.get(key);
    const was = index === undefined ? undefined : before[index];
    const node = index === undefined ? undefined : old[index];
    const fits =
      index !== undefined &&
      !kept.has(index) &&
      keyOf(was) === key &&
      (typeof tree === 'string'
        ? typeof was === 'string'
        : typeof was === 'object' && was.tag === tree.tag);
    if (!fits || node === undefined) {
      return create(tree, target);
    }
    kept.add(index);
    if (typeof tree === 'string') {
      if (tree !== was) {
        node.textContent = cleanText(tree);
      }
    } else if (node instanceof Element) {
      patch(node, tree);
    }
    return node;
  });
  old.forEach((node, index) => {
    if (!kept.has(index)) {
      node.parentNode?.removeChild(node);
    }
  });
  // Only what stands elsewhere is moved: a moved element loses the focus.
  wanted.forEach((node, place) => {
    const there = target.childNodes[place] ?? null;
    if (there !== node) {
      target.insertBefore(node, there);
    }
  });
}

/** Makes an element look like a tree, keeping every node that is still wanted. */
export function patch(target: Element, tree: Tree): void {
  const before = drawn.get(target);
  setAttributes(target, before?.attrs ?? {}, tree.attrs);
  patchChildren(target, before?.children ?? [], tree.children);
  drawn.set(target, tree);
}

/** A new element that looks like a tree. */
export function mount(tree: Tree, parent: Element): HTMLElement {
  const made = create(tree, parent);
  if (!(made instanceof HTMLElement)) {
    throw new TypeError(`mount makes HTML elements. Received <${tree.tag}>`);
  }
  parent.append(made);
  return made;
}

const styled = new WeakMap<Document | ShadowRoot, Set<string>>();

/** Adds a style sheet to a document or shadow root, once; `$ink` stands for `var(--tsnb-ink)`. */
export function addStyles(target: Document | ShadowRoot, css: string): void {
  const known = styled.get(target) ?? new Set<string>();
  styled.set(target, known);
  if (!known.has(css)) {
    known.add(css);
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css.replace(/\$([a-z-]+)/g, 'var(--tsnb-$1)'));
    target.adoptedStyleSheets = [...target.adoptedStyleSheets, sheet];
  }
}
