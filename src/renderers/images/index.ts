import type { RendererApi, RendererContext } from 'vscode-notebook-renderer';
import type { BarsPayload } from '../../protocol/bars';
import { parseBars } from '../../protocol/barsGuards';
import type { ImagesPayload, MatrixPayload } from '../../protocol/images';
import { parseImages, parseMatrix } from '../../protocol/imagesGuards';
import { Mime } from '../../protocol/mime';
import type { PictureMemory } from '../shared/pictureView';
import { createRenderer, type Kind } from '../shared/renderer';
import { BarsView } from './bars';
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

const bars: Kind = {
  parse: parseBars,
  create: (host, payload: BarsPayload, memory: Remembered) => new BarsView(host, payload, memory),
};

const kinds: { readonly [mime: string]: Kind } = { [Mime.matrix]: matrix, [Mime.bars]: bars };

/** Entry point for galleries, matrices and bars: VS Code calls it once per webview. */
export function activate(context: RendererContext<unknown>): RendererApi {
  return createRenderer(context, (mime) => kinds[mime] ?? gallery);
}
