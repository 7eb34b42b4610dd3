import type { RendererApi, RendererContext } from 'vscode-notebook-renderer';
import type { ImagesPayload, MatrixPayload } from '../../protocol/images';
import { parseImages, parseMatrix } from '../../protocol/imagesGuards';
import { Mime } from '../../protocol/mime';
import type { PictureMemory } from '../shared/pictureView';
import { createRenderer, type Kind } from '../shared/renderer';
import { GalleryView } from './gallery';
import { MatrixView } from './matrix';

type Remembered = PictureMemory<Record<string, never>> | undefined;

const gallery: Kind = {
  parse: parseImages,
  create: (host, payload: ImagesPayload, memory: Remembered) =>
    new GalleryView(host, payload, memory),
};

const matrix: Kind = {
  parse: parseMatrix,
  create: (host, payload: MatrixPayload, memory: Remembered) =>
    new MatrixView(host, payload, memory),
};

/** Entry point for galleries and matrices: VS Code calls it once per webview. */
export function activate(context: RendererContext<unknown>): RendererApi {
  return createRenderer(context, (mime) => (mime === Mime.matrix ? matrix : gallery));
}
