import { isPosition, isText, isTexts, optional } from './checks';
import type { ErrorPayload } from './error';
import { isRecord } from './json';
import type { RendererMessage, SnapshotMessage } from './renderer';

export { architectureProblem, isArchitectureGraph, parseArchitecture } from './architectureGuards';

/** Whether a value is a payload of `Mime.error`. */
export function isErrorPayload(value: unknown): value is ErrorPayload {
  return (
    isRecord(value) &&
    isText(value['summary']) &&
    isText(value['ename']) &&
    isText(value['evalue']) &&
    isTexts(value['traceback']) &&
    isRecord(value['cells']) &&
    Object.values(value['cells']).every(isText)
  );
}

/** Whether a value is something a renderer may ask of the extension. */
export function isRendererMessage(value: unknown): value is RendererMessage {
  if (!isRecord(value)) {
    return false;
  }
  if (value['type'] === 'hello' || value['type'] === 'stop') {
    return isText(value['viewId']);
  }
  return (
    value['type'] === 'reveal-source' &&
    optional(isText)(value['cellId']) &&
    isText(value['label']) &&
    isPosition(value['line']) &&
    isPosition(value['column'])
  );
}

/** Whether a value is the newest payload that the extension sends to a view. */
export function isSnapshotMessage(value: unknown): value is SnapshotMessage {
  return (
    isRecord(value) &&
    value['type'] === 'snapshot' &&
    isText(value['viewId']) &&
    Number.isFinite(value['seq']) &&
    'payload' in value
  );
}
