import type { MimeBundle } from '../../protocol/mime';
import { limitBundle, toJson } from './bundle';
import { imageToBundle, sniffImage } from './image';
import { shorten } from './inspect';

/** What `display.html` and its like make of their argument; they throw at a wrong one. */
export const kinds = {
  text: (text: string): MimeBundle => ({ 'text/plain': shorten(textOf('text', text)) }),

  html: (markup: string): MimeBundle =>
    limitBundle({ 'text/plain': plainOf(textOf('html', markup)), 'text/html': markup }),

  svg: (markup: string): MimeBundle => {
    const title = /<title[^>]*>([^<]*)<\/title>/.exec(textOf('svg', markup))?.[1]?.trim();
    const words = title === undefined ? 'SVG picture' : `SVG picture: ${title}`;
    return limitBundle({ 'text/plain': words, 'image/svg+xml': markup });
  },

  markdown: (markdown: string): MimeBundle =>
    limitBundle({
      'text/plain': shorten(textOf('markdown', markdown)),
      'text/markdown': markdown,
    }),

  latex: (formula: string): MimeBundle => {
    const bare = textOf('latex', formula).trim();
    const isDelimited = bare.startsWith('$') || bare.startsWith('\\begin');
    return { 'text/plain': bare, 'text/latex': isDelimited ? bare : `$$${bare}$$` };
  },

  json: (value: unknown): MimeBundle => {
    const json = toJson(value, 'The argument of display.json');
    return {
      'text/plain': shorten(JSON.stringify(json, null, 2)),
      'application/json': json,
    };
  },

  png: (bytes: Uint8Array): MimeBundle => pictureOf('png', bytes),

  jpeg: (bytes: Uint8Array): MimeBundle => pictureOf('jpeg', bytes),
} as const;

// Cells are type-checked, and run nonetheless: the argument may be anything.
function textOf(kind: string, value: unknown): string {
  if (typeof value !== 'string') {
    throw new TypeError(`display.${kind} should get a string. Received ${typeof value}.`);
  }
  return value;
}

function pictureOf(kind: 'png' | 'jpeg', bytes: unknown): MimeBundle {
  const name = kind.toUpperCase();
  if (!(bytes instanceof Uint8Array)) {
    throw new TypeError(
      `display.${kind} should get the bytes of a ${name} file. Received ${typeof bytes}.`,
    );
  }
  const info = sniffImage(bytes);
  if (info?.mime !== `image/${kind}`) {
    throw new TypeError(
      `display.${kind} should get the bytes of a ${name} file. Received ${info?.mime ?? 'other bytes'}.`,
    );
  }
  return imageToBundle(bytes, info);
}

/** The words in a piece of HTML, for those who cannot see it drawn. */
function plainOf(markup: string): string {
  const words = shorten(markup, 100_000)
    .replace(/<(script|style)\b[^>]*>[\s\S]*?<\/\1>/gi, ' ')
    .replace(/<[^>]*>/g, ' ')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&amp;/g, '&')
    .replace(/[ \t]+/g, ' ')
    .replace(/\s*\n\s*/g, '\n')
    .trim();
  return words === '' ? 'HTML' : shorten(words, 2000);
}
