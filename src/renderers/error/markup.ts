import type { ErrorPayload } from '../../protocol/error';
import {
  sectionsOf,
  type ErrorSection,
  type Line,
  type Piece,
} from '../../pictures/error/traceback';
import { element, type Element } from '../../pictures/tree';

/** Longer tracebacks are folded after this many lines. */
const shownFrames = 6;
const shownMessageLines = 30;

function piece({ text, place }: Piece, canReveal: boolean): Element | string {
  return place === undefined || !canReveal
    ? text
    : element(
        'button',
        {
          type: 'button',
          class: 'link',
          'data-label': place.label,
          'data-cell': place.cellId,
          'data-line': place.line,
          'data-column': place.column,
          'aria-label': `Go to ${text}`,
        },
        text,
      );
}

function lines(all: readonly Line[], look: string, canReveal: boolean): readonly Element[] {
  return all.map((line) =>
    element('div', { class: look }, ...line.map((each) => piece(each, canReveal))),
  );
}

/** The first lines, and the rest behind a disclosure. */
function folded(
  all: readonly Line[],
  look: string,
  shown: number,
  canReveal: boolean,
): readonly Element[] {
  // Folding one or two lines would cost more than it saves.
  if (all.length <= shown + 2) {
    return lines(all, look, canReveal);
  }
  const rest = all.slice(shown);
  return [
    ...lines(all.slice(0, shown), look, canReveal),
    element(
      'details',
      {},
      element('summary', {}, `${rest.length} more lines`),
      ...lines(rest, look, canReveal),
    ),
  ];
}

function section(part: ErrorSection, canReveal: boolean): Element {
  return element(
    'li',
    { class: 'section', style: `margin-inline-start:${Math.min(part.depth, 6) * 16}px` },
    part.label !== '' &&
      element(
        'div',
        { class: 'cause' },
        element('span', { class: 'label' }, `${part.label}: `),
        ...(part.message[0] ?? []).map((each) => piece(each, canReveal)),
      ),
    ...(part.label === ''
      ? []
      : folded(part.message.slice(1), 'more', shownMessageLines, canReveal)),
    part.frames.length > 0 &&
      element('div', { class: 'frames' }, ...folded(part.frames, 'frame', shownFrames, canReveal)),
  );
}

/** An error: its name and message large, then where it came from. */
export function errorMarkup(payload: ErrorPayload, canReveal: boolean): Element {
  const sections = sectionsOf(payload);
  const [thrown] = sections;
  return element(
    'div',
    { class: 'tsnb-error', role: 'group', 'aria-label': payload.summary },
    element(
      'div',
      { class: 'head' },
      element(
        'svg',
        { width: 16, height: 16, viewBox: '0 0 16 16', 'aria-hidden': 'true' },
        element('path', { d: 'M8 1.5A6.5 6.5 0 1 1 7.9 1.5ZM5.5 5.5L10.5 10.5M10.5 5.5L5.5 10.5' }),
      ),
      element('strong', {}, payload.ename === '' ? 'Error' : payload.ename),
      element('button', { type: 'button', 'data-action': 'copy' }, 'Copy'),
    ),
    element(
      'div',
      { class: 'message' },
      ...folded(thrown?.message ?? [], 'line', shownMessageLines, canReveal),
    ),
    element('ol', { class: 'trace' }, ...sections.map((part) => section(part, canReveal))),
    element('div', { class: 'for-readers', role: 'status', 'aria-live': 'polite' }),
  );
}
