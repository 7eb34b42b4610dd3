import { type LineColumn, Lines, linesDiffer } from './lines';
import type { Lowered } from './lower';

/** A cell's code in its two forms. */
export interface CellTexts {
  readonly source: string;
  /** What V8 saw. */
  readonly code: string;
  readonly lowered: Lowered | undefined;
}

/** The way from V8's places to the learner's, for the cells where they are not the same. */
export class Places {
  readonly #cells = new Map<string, CellTexts & { readonly uri: string }>();

  /** Notes how a cell was run; returns the url that V8 shall know it by. */
  remember(uri: string, texts: CellTexts): string {
    const url = sourceUrl(uri);
    if (texts.lowered !== undefined || url !== uri || linesDiffer(texts.code)) {
      this.#cells.set(url, { uri, ...texts });
    } else {
      this.#cells.delete(url);
    }
    return url;
  }

  /** Undefined for a url of which nothing is to be said. */
  original(url: string, place: LineColumn): (LineColumn & { readonly url: string }) | undefined {
    const cell = this.#cells.get(url);
    return cell === undefined ? undefined : { url: cell.uri, ...originalPlace(cell, place) };
  }
}

/** From a place in what V8 saw to the learner's. */
export function originalPlace({ source, code, lowered }: CellTexts, place: LineColumn): LineColumn {
  const original = lowered?.original(place) ?? place;
  const text = lowered === undefined ? code : source;
  return linesDiffer(text)
    ? new Lines(source, 'editor').at(new Lines(text, 'engine').offsetOf(original))
    : original;
}

/** V8 drops a source url with blanks or quotes in it. */
function sourceUrl(uri: string): string {
  return uri.replace(/[\s'"]/g, (character) =>
    character === "'" ? '%27' : encodeURIComponent(character),
  );
}
