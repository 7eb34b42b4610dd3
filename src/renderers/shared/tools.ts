import { element, type Element } from '../../pictures/tree';

/** A button of a picture's tool bar. */
export function tool(action: string, text: string, label: string, pressed?: boolean): Element {
  return element(
    'button',
    {
      type: 'button',
      'data-action': action,
      'aria-label': label,
      title: label,
      'aria-pressed': pressed === undefined ? undefined : String(pressed),
      tabindex: -1,
    },
    text,
  );
}

function saveLink(format: string): Element {
  const label = `Save as ${format.toUpperCase()}`;
  return element(
    'a',
    {
      class: 'button',
      href: '#',
      role: 'button',
      'data-save': format,
      tabindex: -1,
      'aria-label': label,
      title: label,
    },
    format.toUpperCase(),
  );
}

/** Space between groups of buttons. */
export const gap = element('span', { class: 'gap' });

/** What all of a picture says of itself. */
export interface PictureHead {
  readonly title: string;
  /** A line about the whole. */
  readonly note: string;
  /** What a screen reader says of it. */
  readonly label: string;
  /** Buttons that only this kind of picture has. */
  readonly own?: readonly Element[];
  readonly isTable: boolean;
}

/** A picture with its head above it, its panel beside it, and its table in its place on request. */
export function pictureFrame(
  kind: string,
  { title, note, label, own = [], isTable }: PictureHead,
  picture: readonly Element[],
  panel: Element,
): Element {
  return element(
    'div',
    { class: `tsnb-${kind}`, role: 'group', 'aria-label': label },
    heading({ title, note }, tools(own, isTable)),
    element(
      'div',
      { class: 'body', hidden: isTable ? '' : undefined },
      element('div', { class: 'picture-side' }, ...picture),
      panel,
    ),
    element('div', { class: 'table', hidden: isTable ? undefined : '' }),
    element('div', { class: 'for-readers', role: 'status', 'aria-live': 'polite' }),
  );
}

/** The drawing of a picture, whose parts a screen reader walks as a list or a grid. */
export function drawing(
  { width, height }: { readonly width: number; readonly height: number },
  { role, label }: { readonly role: 'listbox' | 'grid'; readonly label: string },
  ...drawn: readonly (Element | false)[]
): Element {
  return element(
    'svg',
    { width, height, viewBox: `0 0 ${width} ${height}`, role, 'aria-label': label },
    ...drawn,
  );
}

/** A tool bar: what a picture has of its own, its table, and the files it can be saved as. */
function tools(own: readonly Element[], isTable: boolean): Element {
  return element(
    'div',
    { class: 'tools', role: 'toolbar', 'aria-label': 'Picture' },
    ...own,
    tool('table', 'Table', 'Show as table (T)', isTable),
    gap,
    ...['svg', 'png', 'csv'].map(saveLink),
  );
}

/** Title, a line about the whole, and the tool bar. */
function heading(
  { title, note }: { readonly title: string; readonly note: string },
  bar: Element,
): Element {
  return element(
    'header',
    {},
    element(
      'div',
      { class: 'about' },
      element('h3', { class: 'title' }, title),
      element('div', { class: 'totals' }, note),
    ),
    bar,
  );
}

const localeText = (value: string | number) =>
  typeof value === 'number' ? value.toLocaleString('en-US') : value;

/** A table of texts, its first column the names of the rows. */
export function tableOf(
  caption: string,
  columns: readonly string[],
  rows: readonly (readonly (string | number)[])[],
  show: (value: string | number) => string = localeText,
): Element {
  const classOf = (values: readonly (string | number | undefined)[]) =>
    values.length > 0 && values.every((value) => typeof value === 'number') ? 'number' : undefined;
  return element(
    'table',
    {},
    element('caption', {}, caption),
    element(
      'thead',
      {},
      element(
        'tr',
        {},
        ...columns.map((title, index) =>
          element('th', { scope: 'col', class: classOf(rows.map((row) => row[index])) }, title),
        ),
      ),
    ),
    element(
      'tbody',
      {},
      ...rows.map((row) =>
        element(
          'tr',
          {},
          ...row.map((value, index) =>
            index === 0
              ? element('th', { scope: 'row' }, show(value))
              : element('td', { class: classOf([value]) }, show(value)),
          ),
        ),
      ),
    ),
  );
}
