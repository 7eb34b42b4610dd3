/** The element around an event's target that a selector fits. */
export const closest = (target: EventTarget | null, selector: string): Element | undefined =>
  target instanceof Element ? (target.closest(selector) ?? undefined) : undefined;

/** A `data-` attribute of it. */
export const dataOf = (found: Element | undefined, name: string): string | undefined =>
  found instanceof HTMLElement || found instanceof SVGElement ? found.dataset[name] : undefined;
