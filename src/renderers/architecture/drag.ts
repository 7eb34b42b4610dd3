import type { Actions } from './input';
import { closest, dataOf } from '../shared/target';

/** A drag moves the picture; a press that does not move chooses the layer under it. */
export function listenToDrag(
  viewport: HTMLElement,
  actions: Actions,
  explore: (on: boolean) => void,
  signal: AbortSignal,
) {
  let last: readonly [number, number] | undefined;
  let moved = false;

  viewport.addEventListener(
    'pointerdown',
    (event) => {
      if (event.button === 0 && event.pointerType !== 'touch') {
        last = [event.clientX, event.clientY];
        moved = false;
      }
    },
    { signal },
  );
  viewport.addEventListener(
    'pointermove',
    (event) => {
      if (last === undefined) {
        return;
      }
      const [x, y] = last;
      if (!moved && Math.hypot(event.clientX - x, event.clientY - y) < 4) {
        return;
      }
      if (!moved) {
        moved = true;
        viewport.setPointerCapture(event.pointerId);
        viewport.classList.add('dragging');
      }
      actions.pan(event.clientX - x, event.clientY - y);
      last = [event.clientX, event.clientY];
    },
    { signal },
  );
  const end = () => {
    last = undefined;
    viewport.classList.remove('dragging');
  };
  // A press must not move the focus yet: it may become a drag.
  viewport.addEventListener('mousedown', (event) => event.preventDefault(), { signal });
  viewport.addEventListener('pointerup', end, { signal });
  viewport.addEventListener('pointercancel', end, { signal });
  viewport.addEventListener(
    'click',
    (event) => {
      const id = dataOf(closest(event.target, '.node'), 'id');
      explore(true);
      if (id !== undefined && !moved) {
        actions.jump(id);
        // Its sign opens a block at once, the rest of it by a second click.
        if (event.detail === 2 || closest(event.target, '.toggle') !== undefined) {
          actions.toggle(id);
        }
      } else {
        viewport.focus({ preventScroll: true });
      }
    },
    { signal },
  );
}
