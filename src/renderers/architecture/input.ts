import type { Direction } from '../../pictures/architecture/navigate';
import { listenToDrag } from './drag';
import type { Format } from '../shared/save';
import { closest, dataOf } from '../shared/target';

/** What pointer and keyboard can ask of a view. */
export interface Actions {
  enter(): void;
  focusChanged(): void;
  choose(id: string | undefined): void;
  go(direction: Direction): boolean;
  jump(id: string): void;
  readAloud(): void;
  /** Opens or closes a block, by default the one that has the focus; whether there is one. */
  toggle(id?: string): boolean;
  toggleFolding(): void;
  /** Whether anything moved: at the end of the picture the notebook scrolls on. */
  pan(x: number, y: number): boolean;
  zoom(factor: number, at?: readonly [number, number]): void;
  fit(): void;
  showSource(): void;
  toggleTable(): void;
  save(format: Format, link: HTMLAnchorElement, event: Event): void;
  readonly showsTable: boolean;
}

const step = 1.25;

const directions: { readonly [key: string]: Direction } = {
  ArrowUp: 'up',
  ArrowDown: 'down',
  ArrowLeft: 'left',
  ArrowRight: 'right',
  Home: 'first',
  End: 'last',
};

const commands: { readonly [key: string]: (actions: Actions) => void } = {
  '+': (actions) => actions.zoom(step),
  '=': (actions) => actions.zoom(step),
  '-': (actions) => actions.zoom(1 / step),
  '0': (actions) => actions.fit(),
  f: (actions) => actions.toggleFolding(),
  t: (actions) => actions.toggleTable(),
  s: (actions) => actions.showSource(),
};

const buttons: { readonly [action: string]: (actions: Actions) => void } = {
  'zoom-in': (actions) => actions.zoom(step),
  'zoom-out': (actions) => actions.zoom(1 / step),
  fit: (actions) => actions.fit(),
  fold: (actions) => actions.toggleFolding(),
  toggle: (actions) => void actions.toggle(),
  table: (actions) => actions.toggleTable(),
  source: (actions) => actions.showSource(),
};

/** Wires a view's element; everything ends when `signal` aborts. */
export function listen(root: HTMLElement, actions: Actions, signal: AbortSignal): void {
  const viewport = root.querySelector<HTMLElement>('.viewport') ?? root;
  const explore = (on: boolean) => viewport.classList.toggle('exploring', on);

  root.addEventListener('focusin', focusIn, { signal });
  root.addEventListener('focusout', focusOut, { signal });
  root.addEventListener('keydown', keyDown, { signal });
  root.addEventListener('click', click, { signal });
  viewport.addEventListener('wheel', wheel, { signal, passive: false });
  listenToDrag(viewport, actions, explore, signal);

  function focusIn(event: FocusEvent) {
    actions.focusChanged();
    if (event.target === root) {
      actions.enter();
    }
    const id = dataOf(closest(event.target, '.node'), 'id');
    if (id !== undefined) {
      actions.choose(id);
    }
  }

  function focusOut(event: FocusEvent) {
    const stays = event.relatedTarget instanceof Node && root.contains(event.relatedTarget);
    if (!stays) {
      explore(false);
      // The focus has not arrived elsewhere yet.
      queueMicrotask(() => actions.focusChanged());
    }
  }

  function keyDown(event: KeyboardEvent) {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) {
      return;
    }
    if (used(event)) {
      event.preventDefault();
      // The notebook would take arrows and letters for itself.
      event.stopPropagation();
    }
  }

  function used(event: KeyboardEvent): boolean {
    const toolbar = closest(event.target, '[role=toolbar]');
    const direction = directions[event.key];
    const command = commands[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (command !== undefined) {
      command(actions);
      return true;
    }
    if (event.key === 'Escape') {
      const wasUsed = viewport.classList.contains('exploring');
      explore(false);
      actions.choose(undefined);
      return wasUsed;
    }
    if (toolbar !== undefined) {
      return direction !== undefined && moveInToolbar(toolbar, event.target, direction);
    }
    if (direction !== undefined) {
      // Even where there is nowhere to go: the notebook must not jump to the next cell.
      return closest(event.target, '.viewport') !== undefined && (actions.go(direction) || true);
    }
    if ((event.key === 'Enter' || event.key === ' ') && closest(event.target, '.node')) {
      if (!actions.toggle()) {
        actions.readAloud();
      }
      explore(true);
      return true;
    }
    return false;
  }

  function click(event: MouseEvent) {
    const target = closest(event.target, '[data-action],[data-jump]');
    const jump = dataOf(target, 'jump');
    const action = dataOf(target, 'action') ?? '';
    if (jump !== undefined) {
      actions.jump(jump);
    } else if (target instanceof HTMLAnchorElement) {
      if (action === 'svg' || action === 'png' || action === 'csv') {
        actions.save(action, target, event);
      }
    } else {
      buttons[action]?.(actions);
    }
  }

  function wheel(event: WheelEvent) {
    const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 18 : 1;
    if (event.ctrlKey || event.metaKey) {
      const box = viewport.getBoundingClientRect();
      const at = [event.clientX - box.left, event.clientY - box.top] as const;
      actions.zoom(Math.exp(-event.deltaY * lines * 0.002), at);
    } else if (
      !viewport.classList.contains('exploring') ||
      !actions.pan(-event.deltaX * lines, -event.deltaY * lines)
    ) {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  }
}

/** One tab stop; arrows move between the buttons. */
function moveInToolbar(toolbar: Element, from: EventTarget | null, direction: Direction): boolean {
  const tools = [...toolbar.querySelectorAll<HTMLElement>('[data-action]')];
  const here = tools.findIndex((tool) => tool === from);
  const places: { readonly [direction in Direction]: number } = {
    left: here - 1,
    right: here + 1,
    first: 0,
    last: tools.length - 1,
    up: here,
    down: here,
  };
  const next = tools[Math.min(tools.length - 1, Math.max(0, places[direction]))];
  for (const tool of tools) {
    tool.tabIndex = tool === next ? 0 : -1;
  }
  next?.focus();
  return true;
}
