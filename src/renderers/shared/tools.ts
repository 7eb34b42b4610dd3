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

/** A tool bar: what a picture has of its own, its table, and the files it can be saved as. */
export function tools(own: readonly Element[], isTable: boolean): Element {
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
export function heading(
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

/** What stands below every picture: its table and what is said to screen readers. */
export function below(isTable: boolean): readonly Element[] {
  return [
    element('div', { class: 'table', hidden: isTable ? undefined : '' }),
    element('div', { class: 'for-readers', role: 'status', 'aria-live': 'polite' }),
  ];
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
