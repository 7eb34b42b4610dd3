import type { RendererApi, RendererContext } from 'vscode-notebook-renderer';
import type { ConcatChoice } from '../../pictures/concat';
import type { ConcatPayload } from '../../protocol/concat';
import { parseConcat } from '../../protocol/concatGuards';
import type { PictureMemory } from '../shared/pictureView';
import { createRenderer, type Kind } from '../shared/renderer';
import { ConcatView } from './view';

const kind: Kind = {
  parse: parseConcat,
  create: (host, payload: ConcatPayload, memory: PictureMemory<ConcatChoice> | undefined) =>
    new ConcatView(host, payload, memory),
};

/** Entry point: VS Code calls it once per webview. */
export function activate(context: RendererContext<unknown>): RendererApi {
  return createRenderer(context, () => kind);
}
