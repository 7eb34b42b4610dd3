import type { ArchitectureGraph } from '../../protocol/architecture';
import type { Changes } from '../../pictures/architecture/changes';
import { drawArchitecture } from '../../pictures/architecture/draw';
import { totalsText } from '../../pictures/architecture/index';
import type { ArchitectureLayout } from '../../pictures/architecture/layout';
import { element, type Element } from '../../pictures/tree';
import { legend, nodeDetails } from './details';

/** All that the view shows, as data. */
export interface ViewState {
  readonly graph: ArchitectureGraph;
  /** The graph as it is drawn, closed blocks folded. */
  readonly picture: ArchitectureGraph;
  /** Also of the blocks. */
  readonly changes: Changes;
  readonly layout: ArchitectureLayout;
  readonly chosen: string | undefined;
  /** The open blocks around what is chosen, outermost first. */
  readonly around: readonly string[];
  readonly isFolded: boolean;
  readonly table: boolean;
  readonly canReveal: boolean;
  readonly idPrefix: string;
  readonly overflows: boolean;
}

function tool(action: string, text: string, label: string, pressed?: boolean): Element {
  const state = pressed === undefined ? {} : { 'aria-pressed': String(pressed) };
  return element(
    'button',
    {
      type: 'button',
      'data-action': action,
      tabindex: -1,
      'aria-label': label,
      title: label,
      ...state,
    },
    text,
  );
}

function saveLink(action: string, text: string): Element {
  const label = `Save as ${text}`;
  return element(
    'a',
    {
      class: 'button',
      href: '#',
      role: 'button',
      'data-action': action,
      tabindex: -1,
      'aria-label': label,
      title: label,
    },
    text,
  );
}

function tools(state: ViewState): Element {
  const zoom = state.table
    ? []
    : [
        tool('zoom-out', '−', 'Zoom out (−)'),
        tool('zoom-in', '+', 'Zoom in (+)'),
        tool('fit', 'Fit', 'Fit the whole model (0)'),
        element('span', { class: 'gap' }),
        ...(state.graph.blocks?.some((child) => typeof child !== 'string') === true
          ? [tool('fold', 'Blocks', 'Fold layers to blocks (F)', state.isFolded)]
          : []),
      ];
  return element(
    'div',
    { class: 'tools', role: 'toolbar', 'aria-label': 'Picture' },
    ...zoom,
    tool('table', 'Table', 'Show as table (T)', state.table),
    element('span', { class: 'gap' }),
    saveLink('svg', 'SVG'),
    saveLink('png', 'PNG'),
    saveLink('csv', 'CSV'),
  );
}

/** The svg element's content. */
export function stage(state: ViewState): Element {
  const { graph, picture, layout, changes, idPrefix } = state;
  return element(
    'svg',
    {
      class: 'stage',
      width: layout.width,
      height: layout.height,
      viewBox: `0 0 ${layout.width} ${layout.height}`,
      role: 'tree',
      'aria-label': `Layers of ${graph.name}, in the order of the flow`,
    },
    drawArchitecture(picture, layout, { whole: graph, changes, idPrefix, interactive: true }),
  );
}

/** The panel beside the picture. */
export function details(state: ViewState): Element {
  const { graph, picture, changes, chosen } = state;
  const node = picture.nodes.find(({ id }) => id === chosen);
  return element(
    'aside',
    { class: 'details', 'aria-label': 'Details' },
    node === undefined
      ? legend(graph)
      : nodeDetails(node, { ...state, change: changes.nodes.get(node.id) }),
  );
}

/** The whole view, without the table's rows. */
export function view(state: ViewState): Element {
  const { graph, changes, table, overflows } = state;
  return element(
    'div',
    {
      class: 'tsnb-architecture',
      role: 'group',
      'aria-label': `${graph.name}, architecture. ${totalsText(graph)}. ${changes.summary}`,
    },
    element(
      'header',
      {},
      element(
        'div',
        { class: 'about' },
        element('h3', { class: 'title' }, graph.name),
        element('div', { class: 'totals' }, totalsText(graph)),
      ),
      tools(state),
      element(
        'div',
        { class: 'since', hidden: changes.summary === '' ? '' : undefined },
        changes.summary,
      ),
    ),
    element(
      'div',
      { class: 'body', hidden: table ? '' : undefined },
      element(
        'div',
        { class: 'picture-side' },
        element(
          'div',
          { class: 'viewport', tabindex: -1 },
          stage(state),
          element('div', { class: 'thumb', hidden: '' }),
        ),
        element(
          'div',
          { class: 'hint', hidden: overflows ? undefined : '' },
          'Drag to move, Ctrl+scroll to zoom. Click the picture to scroll it, Escape to let go.',
        ),
      ),
      details(state),
    ),
    element('div', { class: 'table', hidden: table ? undefined : '' }),
    element('div', { class: 'for-readers', role: 'status', 'aria-live': 'polite' }),
  );
}
