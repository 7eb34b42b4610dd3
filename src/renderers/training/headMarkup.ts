import type { Along } from '../../pictures/training/options';
import { progressOf, settingsText, stateText } from '../../pictures/training/words';
import { element, type Element } from '../../pictures/tree';
import type { ViewState } from './markup';

/** The attribute `hidden` of what is shown or not. */
export const shown = (is: boolean) => (is ? undefined : '');

function tool(action: string, text: string, label: string, pressed: boolean): Element {
  return element(
    'button',
    {
      ...{ type: 'button', 'data-action': action, tabindex: -1, 'aria-label': label, title: label },
      'aria-pressed': String(pressed),
    },
    text,
  );
}

function saveLink(action: string, text: string): Element {
  const label = `Save as ${text}`;
  return element(
    'a',
    {
      ...{ class: 'button', href: '#', role: 'button', 'data-action': action, tabindex: -1 },
      ...{ 'aria-label': label, title: label },
    },
    text,
  );
}

const alongs: readonly (readonly [Along, string])[] = [
  ['step', 'Steps'],
  ['epoch', 'Epochs'],
  ['time', 'Time'],
];

function tools({ options, table }: ViewState): Element {
  return element(
    'div',
    { class: 'tools', role: 'toolbar', 'aria-label': 'Curves' },
    element(
      'span',
      { class: 'choice', role: 'group', 'aria-label': 'Along the plots' },
      ...alongs.map(([along, text]) =>
        tool(along, text, `${text} along the plots`, options.along === along),
      ),
    ),
    tool('table', 'Table', 'Show as table (T)', table),
    element('span', { class: 'gap' }),
    saveLink('svg', 'SVG'),
    saveLink('png', 'PNG'),
    saveLink('csv', 'CSV'),
  );
}

/** Title, state, progress and tools. */
export function header(state: ViewState): Element {
  const { training, canStop, isStopping } = state;
  const run = training.runs.at(-1);
  const isRunning = run?.status === 'running';
  const settings = run === undefined || training.runs.length > 1 ? '' : settingsText(training, run);
  return element(
    'header',
    {},
    element(
      'div',
      { class: 'about' },
      element('h3', { class: 'title' }, training.title),
      element(
        'div',
        { class: 'state' },
        element(
          'button',
          {
            type: 'button',
            class: 'stop',
            'data-action': 'stop',
            hidden: shown(isRunning && canStop),
          },
          isStopping ? 'Stopping…' : 'Stop',
        ),
        element('span', {}, run === undefined ? 'No run yet' : stateText(run)),
      ),
    ),
    tools(state),
    element('div', { class: 'settings', hidden: shown(settings !== '') }, settings),
    element(
      'svg',
      { class: 'progress', height: 3, 'aria-hidden': 'true', hidden: shown(isRunning) },
      element('rect', { class: 'fill-grid', width: '100%', height: 3, rx: 1.5 }),
      element('rect', {
        ...{ class: 'fill-train', height: 3, rx: 1.5 },
        width: `${Math.round(1000 * (run === undefined ? 0 : progressOf(run))) / 10}%`,
      }),
    ),
  );
}
