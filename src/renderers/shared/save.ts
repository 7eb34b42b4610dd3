import { cleanText } from '../../pictures/tree';

/** A file name that every system takes. */
export function fileName(name: string, extension: string): string {
  const safe = name.replace(/[^\p{L}\p{N}._-]+/gu, '-').replace(/^[-.]+|-+$/g, '');
  return `${safe.slice(0, 60) || 'model'}.${extension}`;
}

/** A text as the target of a download link; VS Code turns the click into its save dialog. */
export function dataUrl(mime: string, text: string): string {
  return `data:${mime};charset=utf-8,${encodeURIComponent(text)}`;
}

/** An SVG as PNG, twice as fine as the screen, as a data url. */
export async function toPng(svg: string, scale = 2): Promise<string> {
  const image = new Image();
  image.src = dataUrl('image/svg+xml', svg);
  await image.decode();
  const canvas = document.createElement('canvas');
  // Browsers refuse canvases beyond this many pixels a side.
  const fit = Math.min(scale, 16_000 / Math.max(image.width, image.height));
  canvas.width = Math.round(image.width * fit);
  canvas.height = Math.round(image.height * fit);
  const context = canvas.getContext('2d');
  if (context === null) {
    throw new Error('this editor gives no canvas to draw on');
  }
  context.scale(fit, fit);
  context.drawImage(image, 0, 0);
  return canvas.toDataURL('image/png');
}

/** Saves a data url as a file, as a click on a download link. */
export function download(url: string, name: string, near: HTMLElement): void {
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.hidden = true;
  near.append(link);
  link.click();
  link.remove();
}

/** The kinds of files that a picture can be saved as. */
export type Format = 'svg' | 'png' | 'csv';

/** What of a picture is saved: made when it is asked for. */
export interface Savable {
  /** The file's name, without its ending. */
  readonly title: string;
  readonly svg: () => string;
  readonly csv: () => string;
}

/**
 * Called while the click is on its way: text formats fill in the link's address before VS Code or
 * the browser follows it. A PNG takes a moment, so it clicks a link of its own.
 */
export async function saveAs(
  { title, svg, csv }: Savable,
  format: Format,
  link: HTMLAnchorElement,
  event: Event,
): Promise<void> {
  const name = fileName(cleanText(title), format);
  if (format === 'png') {
    event.preventDefault();
    event.stopPropagation();
    download(await toPng(svg()), name, link.parentElement ?? link);
    return;
  }
  link.download = name;
  link.href =
    format === 'svg' ? dataUrl('image/svg+xml', svg()) : dataUrl('text/csv', cleanText(csv()));
}
