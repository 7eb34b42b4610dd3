import type { Json } from './json';

/** The project's own payload kinds. The version is part of the name: saved outputs outlive code. */
export const Mime = {
  architecture: 'application/vnd.tsnb.architecture.v1+json',
  bars: 'application/vnd.tsnb.bars.v1+json',
  comparison: 'application/vnd.tsnb.comparison.v1+json',
  concat: 'application/vnd.tsnb.concat.v1+json',
  error: 'application/vnd.tsnb.error.v1+json',
  images: 'application/vnd.tsnb.images.v1+json',
  matrix: 'application/vnd.tsnb.matrix.v1+json',
  training: 'application/vnd.tsnb.training.v1+json',
} as const;

/**
 * What one `display` carries: alternatives of the same thing, by mime type, as in nbformat.
 * JSON mimes hold JSON, `image/png` and `image/jpeg` hold base64, all others hold text.
 * `text/plain` is mandatory: diffs, tests, terminals and screen readers read it.
 */
export type MimeBundle = { readonly 'text/plain': string } & { readonly [mime: string]: Json };

/** Whether the data of a mime type is JSON rather than text. */
export function isJsonMime(mime: string): boolean {
  return mime === 'application/json' || mime.endsWith('+json');
}

/** Whether the data of a mime type is base64 of bytes (nbformat's convention for pictures). */
export function isBinaryMime(mime: string): boolean {
  return /^(image|audio|video)\//.test(mime) && mime !== 'image/svg+xml';
}
