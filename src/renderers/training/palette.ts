import { colourTokens, type ColourToken } from '../../pictures/training/looks';
import { element } from '../../pictures/tree';
import { mount } from '../shared/dom';

/** The theme's colours as a canvas takes them. */
export type Palette = { readonly [token in ColourToken]: string };

/** Reads a view's colours, which are CSS variables, and tells when the theme has changed them. */
export class ThemeColours {
  readonly #probe: HTMLElement;
  readonly #observer: MutationObserver;
  #palette: Palette | undefined;

  constructor(root: HTMLElement, changed: () => void) {
    this.#probe = mount(element('span', { hidden: '', 'aria-hidden': 'true' }), root);
    // VS Code changes classes of the body and variables of the root, and sends no event.
    this.#observer = new MutationObserver(() => {
      this.#palette = undefined;
      changed();
    });
    const attributeFilter = ['class', 'style', 'data-vscode-theme-id'];
    for (const target of [document.documentElement, document.body]) {
      this.#observer.observe(target, { attributes: true, attributeFilter });
    }
  }

  get palette(): Palette {
    this.#palette ??= Object.fromEntries(
      colourTokens.map((token) => {
        this.#probe.style.color = `var(--tsnb-${token})`;
        return [token, getComputedStyle(this.#probe).color];
      }),
    ) as Palette;
    return this.#palette;
  }

  dispose(): void {
    this.#observer.disconnect();
    this.#probe.remove();
  }
}
