import type { Along } from '../../pictures/training/options';
import type { Walk } from '../../pictures/training/readout';
import { closest, dataOf } from '../shared/target';
import type { Format } from '../shared/save';

/** What pointer and keyboard can ask of a view. */
export interface Actions {
  along(along: Along): void;
  /** The place of a window among those that can be chosen. */
  smooth(place: number): void;
  toggleLog(plot: Element): void;
  toggleRun(index: number): void;
  toggleTable(): void;
  stop(): void;
  save(format: Format, link: HTMLAnchorElement, event: Event): void;
  /** To the step nearest to a pixel of a plot; nowhere when the pointer is gone. */
  point(plot: Element, x: number | undefined): void;
  walk(way: Walk): void;
  /** Reads out the latest again; whether anything else was read out. */
  leave(): boolean;
}

const ways: { readonly [key: string]: Walk } = {
  ArrowLeft: 'back',
  ArrowDown: 'back',
  ArrowRight: 'on',
  ArrowUp: 'on',
  PageUp: 'epoch-back',
  PageDown: 'epoch-on',
  Home: 'first',
  End: 'last',
};

const toolbarMoves: { readonly [key: string]: (here: number, last: number) => number } = {
  ArrowLeft: (here) => here - 1,
  ArrowUp: (here) => here - 1,
  ArrowRight: (here) => here + 1,
  ArrowDown: (here) => here + 1,
  Home: () => 0,
  End: (_, last) => last,
};

/** Wires a view's element; everything ends when `signal` aborts. */
export function listen(root: HTMLElement, actions: Actions, signal: AbortSignal): void {
  root.addEventListener('keydown', keyDown, { signal });
  root.addEventListener('click', click, { signal });
  root.addEventListener('input', input, { signal });
  root.addEventListener('pointermove', point, { signal });
  root.addEventListener('pointerdown', point, { signal });
  root.addEventListener('pointerout', pointerOut, { signal });

  function point(event: PointerEvent) {
    const plot = closest(event.target, '.frame');
    if (plot !== undefined) {
      actions.point(plot, event.clientX);
    }
  }

  function pointerOut(event: PointerEvent) {
    const plot = closest(event.target, '.frame');
    if (plot !== undefined && closest(event.relatedTarget, '.frame') !== plot) {
      actions.point(plot, undefined);
    }
  }

  function keyDown(event: KeyboardEvent) {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) {
      return;
    }
    if (event.target instanceof HTMLInputElement && event.key in ways) {
      // The slider moves itself; the notebook must not move, too.
      event.stopPropagation();
    } else if (used(event)) {
      event.preventDefault();
      event.stopPropagation();
    }
  }

  function used({ key, target }: KeyboardEvent): boolean {
    const plot = closest(target, '.frame');
    const toolbar = closest(target, '[role=toolbar]');
    const way = ways[key];
    if (key === 't' || key === 'T') {
      actions.toggleTable();
      return true;
    }
    if (toolbar !== undefined) {
      return moveInToolbar(toolbar, target, key);
    }
    if (plot === undefined) {
      return false;
    }
    if (way !== undefined) {
      actions.walk(way);
      return true;
    }
    if (key === 'l' || key === 'L') {
      actions.toggleLog(plot);
      return true;
    }
    return key === 'Escape' && actions.leave();
  }

  function click(event: MouseEvent) {
    const target = closest(event.target, '[data-action]');
    const action = dataOf(target, 'action') ?? '';
    switch (action) {
      case 'step':
      case 'epoch':
      case 'time':
        actions.along(action);
        break;
      case 'table':
        actions.toggleTable();
        break;
      case 'stop':
        actions.stop();
        break;
      case 'log':
        if (target !== undefined) {
          actions.toggleLog(target);
        }
        break;
      case 'run':
        actions.toggleRun(Number(dataOf(target, 'run')));
        break;
      case 'svg':
      case 'png':
      case 'csv':
        if (target instanceof HTMLAnchorElement) {
          actions.save(action, target, event);
        }
        break;
      default:
      // A range tells of itself as input; elsewhere there is nothing to do.
    }
  }

  function input({ target }: Event) {
    if (target instanceof HTMLInputElement && target.dataset['action'] === 'window') {
      actions.smooth(target.valueAsNumber);
    }
  }
}

/** One tab stop; arrows move between the buttons. */
function moveInToolbar(toolbar: Element, from: EventTarget | null, key: string): boolean {
  const move = toolbarMoves[key];
  if (move === undefined) {
    return false;
  }
  const tools = [...toolbar.querySelectorAll<HTMLElement>('[data-action]')];
  const last = tools.length - 1;
  const next =
    tools[
      Math.min(
        last,
        Math.max(
          0,
          move(
            tools.findIndex((tool) => tool === from),
            last,
          ),
        ),
      )
    ];
  for (const tool of tools) {
    tool.tabIndex = tool === next ? 0 : -1;
  }
  next?.focus();
  return true;
}
