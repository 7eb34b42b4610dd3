import type { ImagesPayload, TileSection } from '../../protocol/images';
import { imagesCsv, imagesSvg, totalsText } from '../../pictures/images';
import { looks } from '../../pictures/images/looks';
import { verdictMark } from '../../pictures/images/marks';
import {
  drawnSize,
  sectionPixels,
  sizeWords,
  tileCount,
  tileSize,
  tileWords,
  verdictWords,
} from '../../pictures/images/tiles';
import { looksToCss } from '../../pictures/paint';
import type { Pixels } from '../../pictures/png';
import { element, type Element } from '../../pictures/tree';
import { paintPixels } from '../shared/canvas';
import { pictureCss } from '../shared/pictureCss';
import { PictureView, type PictureMemory } from '../shared/pictureView';
import { scaleBar } from '../shared/scaleBar';
import { pictureFrame, tableOf } from '../shared/tools';

const scope = '.tsnb-images';
const css = `${pictureCss(scope)}
${looksToCss(looks, scope)}
${scope} section{margin-bottom:14px}
${scope} .section-head{display:flex;flex-wrap:wrap;gap:2px 14px;align-items:center;margin-bottom:6px}
${scope} .section-head b{font-size:13px;font-weight:600;overflow-wrap:anywhere}
${scope} .section-head span{color:$muted;font-size:11px}
${scope} .section-head .scale{margin-inline-start:auto}
${scope} .tiles{display:flex;flex-wrap:wrap;gap:10px;align-items:flex-start}
${scope} figure{margin:0;cursor:pointer;outline:none;font-size:11.5px;line-height:15px;min-width:56px;position:relative}
${scope} figure canvas{border:1px solid $frame;box-sizing:content-box}
${scope} figure[data-current] canvas{outline:1px solid $focus;outline-offset:1px}
${scope} figure:focus-visible canvas{outline:2px solid $focus;outline-offset:1px}
${scope} figcaption{overflow-wrap:anywhere;margin-top:2px}
${scope} figcaption small{display:block;color:$muted;font-size:10.5px;line-height:13px}
${scope} figure svg{position:absolute;inset:3px auto auto 3px}
${scope} .large{width:100%;max-width:240px;height:auto;border:1px solid $frame}
`;

type Choice = Record<string, never>;

/** Images, augmented copies, wrong predictions, feature maps: sections of tiles. */
export class GalleryView extends PictureView<ImagesPayload, Choice> {
  #pixels: readonly (readonly Pixels[])[];

  constructor(
    host: HTMLElement,
    payload: ImagesPayload,
    memory: PictureMemory<Choice> | undefined,
  ) {
    super(payload, memory ?? { isTable: false, current: undefined, choice: {} }, {
      css,
      svg: () => imagesSvg(this.payload),
      csv: () => imagesCsv(this.payload),
      fileTitle: () => this.payload.title,
    });
    this.#pixels = payload.sections.map(sectionPixels);
    this.start(host);
  }

  protected taken(): void {
    this.#pixels = this.payload.sections.map(sectionPixels);
  }

  protected tree(): Element {
    const { payload, isTable } = this;
    const { title, summary, sections } = payload;
    return pictureFrame(
      'images',
      { title, note: totalsText(payload), label: `${title}. ${summary}`, isTable },
      sections.map((section, index) => this.#section(section, index)),
      this.details(),
    );
  }

  #section(section: TileSection, index: number): Element {
    const { title, tiles, scale } = section;
    const drawn = drawnSize(section, tileSize.usual);
    return element(
      'section',
      { key: `section-${index}` },
      element(
        'div',
        { class: 'section-head' },
        element('b', {}, title),
        element('span', {}, `${tileCount(section)} · ${sizeWords(section)}`),
        scale !== undefined && scaleBar(scale.low, scale.high),
      ),
      element(
        'div',
        { class: 'tiles', role: 'listbox', 'aria-label': title },
        ...tiles.map((tile, place) => {
          const width = Math.max(drawn.width, tile.caption === '' ? 0 : tileSize.smallestCell);
          return element(
            'figure',
            {
              key: `${index}/${place}`,
              role: 'option',
              tabindex: -1,
              'aria-label': tileWords(tile),
              'data-stop': `${index}/${place}`,
              style: `width:${width}px`,
            },
            element('canvas', {
              class: drawn.isPixelated ? 'pixelated' : undefined,
              'aria-hidden': 'true',
              style: `width:${drawn.width}px;height:${drawn.height}px`,
            }),
            tile.verdict !== undefined &&
              element(
                'svg',
                { width: 16, height: 16, viewBox: '0 0 16 16', 'aria-hidden': 'true' },
                verdictMark(tile.verdict),
              ),
            element(
              'figcaption',
              {},
              tile.caption,
              // A percent sign on a line of its own says nothing.
              tile.detail !== undefined &&
                element('small', {}, tile.detail.replaceAll(' %', '\u00a0%')),
            ),
          );
        }),
      ),
    );
  }

  protected tableTree(): Element {
    const { payload } = this;
    const rows = payload.sections.flatMap(({ title, tiles }) =>
      tiles.map(({ caption, detail = '', verdict }, place) => [
        `${title}, ${place + 1}`,
        caption,
        verdict === undefined ? '' : verdictWords[verdict],
        detail,
      ]),
    );
    return tableOf(payload.summary, ['Picture', 'Caption', 'Verdict', 'Detail'], rows);
  }

  protected painted(): void {
    const canvases =
      this.part('.picture-side').querySelectorAll<HTMLCanvasElement>('figure canvas');
    const all = this.#pixels.flat();
    canvases.forEach((canvas, index) => {
      const pixels = all[index];
      if (pixels !== undefined) {
        paintPixels(canvas, pixels);
      }
    });
  }

  get #looked() {
    const [section = -1, place = -1] = (this.current ?? '').split('/').map(Number);
    const tile = this.payload.sections[section]?.tiles[place];
    const pixels = this.#pixels[section]?.[place];
    return tile && pixels && { tile, pixels, section: this.payload.sections[section] };
  }

  protected details(): Element {
    const looked = this.#looked;
    return element(
      'aside',
      { class: 'details', 'aria-label': 'Details' },
      looked === undefined
        ? element(
            'div',
            { key: 'hint' },
            element('p', {}, this.payload.summary),
            element('p', {}, 'Point at a picture, or walk with the arrow keys, to see it large.'),
          )
        : element(
            'div',
            { key: 'looked-at' },
            element('canvas', { class: 'large pixelated', 'aria-hidden': 'true' }),
            element('p', { class: 'strong' }, looked.tile.caption),
            looked.tile.verdict !== undefined &&
              element('p', {}, `The prediction is ${verdictWords[looked.tile.verdict]}.`),
            looked.tile.detail !== undefined && element('p', {}, looked.tile.detail),
            looked.section !== undefined && element('p', {}, sizeWords(looked.section)),
          ),
    );
  }

  protected detailsPainted(): void {
    const canvas = this.part('.details').querySelector<HTMLCanvasElement>('canvas.large');
    const looked = this.#looked;
    if (canvas !== null && looked !== undefined) {
      paintPixels(canvas, looked.pixels);
    }
  }

  protected act(): void {
    // It has no buttons of its own.
  }
}
