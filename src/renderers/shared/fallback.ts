import { element } from '../../pictures/tree';
import { addStyles, mount } from './dom';
import { themeCss } from './theme';

const scope = '.tsnb-fallback';
const css = `${themeCss(scope)}
${scope} pre{
 max-height:320px;overflow:auto;white-space:pre-wrap;overflow-wrap:anywhere;margin:6px 0 0;
 padding:8px;border:1px solid $frame;border-radius:4px;font-size:12px;
}`;

const longest = 20_000;

/** One sentence and the data as text, for what cannot be drawn. */
export function showAsText(host: HTMLElement, sentence: string, text: string): void {
  addStyles(document, css);
  const cut = text.length > longest;
  const shown = cut
    ? `${text.slice(0, longest)}\n… ${text.length - longest} more characters`
    : text;
  host.replaceChildren();
  mount(
    element(
      'div',
      { class: 'tsnb-fallback', role: 'note' },
      element('div', {}, sentence),
      element('pre', { tabindex: 0 }, shown),
    ),
    host,
  );
}

/** An item's text, even if its bytes are none. */
export function textOf(item: { text(): string }): string {
  try {
    return item.text();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
