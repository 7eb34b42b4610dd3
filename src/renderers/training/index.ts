import type { RendererApi, RendererContext } from 'vscode-notebook-renderer';
import { isSnapshotMessage } from '../../protocol/guards';
import { isRecord } from '../../protocol/json';
import { parseTraining, parseTrainingDelta, type Training } from '../../protocol/trainingGuards';
import { showAsText, textOf } from '../shared/fallback';
import { sender } from '../shared/messages';
import { TrainingView } from './view';

/** Entry point: VS Code calls it once per webview. */
export function activate(context: RendererContext<unknown>): RendererApi {
  const send = sender(context);
  const views = new Map<string, TrainingView>();
  /** Views whose output is gone: a rerun brings it back, and all the learner chose with it. */
  const resting = new Map<string, TrainingView>();

  const viewsOf = (viewId: unknown) => [...views.values()].filter((view) => view.viewId === viewId);

  context.onDidReceiveMessage?.((message: unknown) => {
    if (isSnapshotMessage(message)) {
      takeSnapshot(message.viewId, message.payload);
    } else if (isRecord(message) && message['type'] === 'training-delta') {
      takeDelta(message);
    }
  });

  function takeSnapshot(viewId: string, payload: unknown) {
    const shown = viewsOf(viewId);
    if (shown.length === 0) {
      return;
    }
    try {
      const training = parseTraining(payload);
      shown.forEach((view) => view.update(training));
    } catch {
      // What is shown stays: it could be drawn.
    }
  }

  function takeDelta(message: Readonly<Record<string, unknown>>) {
    const shown = viewsOf(message['viewId']);
    if (shown.length === 0) {
      return;
    }
    try {
      const delta = parseTrainingDelta(message);
      shown.forEach((view) => view.add(delta));
    } catch {
      // A damaged delta is a missed one.
      shown.forEach((view) => view.askForSnapshot());
    }
  }

  function forget(id: string) {
    const view = views.get(id);
    if (view !== undefined) {
      views.delete(id);
      resting.get(view.viewId)?.dispose();
      resting.set(view.viewId, view);
      view.leavePage();
    }
  }

  /** The output's own view, or one of the same picture whose output is gone from the page. */
  function viewFor(id: string, host: HTMLElement, viewId: string): TrainingView | undefined {
    for (const [key, view] of views) {
      if (view.isIn(host) ? view.viewId !== viewId : view.viewId === viewId && !view.isOnPage) {
        forget(key);
      }
    }
    const own = [...views.values()].find((view) => view.isIn(host));
    if (own !== undefined) {
      return own;
    }
    forget(id);
    const rested = resting.get(viewId);
    if (rested !== undefined) {
      resting.delete(viewId);
      views.set(id, rested);
      rested.moveTo(host);
    }
    return rested;
  }

  function draw(id: string, host: HTMLElement, training: Training) {
    const view = viewFor(id, host, training.viewId);
    if (view !== undefined) {
      view.update(training);
      return;
    }
    const made = new TrainingView(host, training, send);
    views.set(id, made);
    // A webview that starts again replays old payloads: ask for the newest.
    made.askForSnapshot();
  }

  return {
    renderOutputItem(item, host) {
      try {
        draw(item.id, host, parseTraining(item.json()));
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        forget(item.id);
        showAsText(
          host,
          `These curves cannot be drawn. ${reason}. Here is their data as text.`,
          textOf(item),
        );
      }
    },
    disposeOutputItem(id) {
      for (const key of id === undefined ? [...views.keys()] : [id]) {
        forget(key);
      }
    },
  };
}
