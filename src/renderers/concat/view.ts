import type { ConcatPayload, ImageBytes } from '../../protocol/concat';
import { fromColumn } from '../../protocol/columns';
import { concatCsv, concatSvg, firstChoice, type ConcatChoice } from '../../pictures/concat';
import {
  channelEnds,
  endsOf,
  mapPixels,
  scaleEnds,
  type Ends,
  type ScaleBy,
  type SortBy,
} from '../../pictures/concat/channels';
import { drawConcat } from '../../pictures/concat/draw';
import { layoutConcat, type ConcatLayout, type PlacedTile } from '../../pictures/concat/layout';
import { looks } from '../../pictures/concat/looks';
import {
  channelWords,
  laneColumns,
  laneRow,
  laneWords,
  totalsText,
} from '../../pictures/concat/words';
import { looksToCss } from '../../pictures/paint';
import type { Pixels } from '../../pictures/png';
import { element, type Element } from '../../pictures/tree';
import { valueWords } from '../../pictures/images/tiles';
import { paintMany, paintPixels } from '../shared/canvas';
import { pictureCss } from '../shared/pictureCss';
import { PictureView, type PictureMemory } from '../shared/pictureView';
import { scaleBar } from '../shared/scaleBar';
import { below, gap, heading, tableOf, tool, tools } from '../shared/tools';
import { hint, laneFacts, laneLayers, legend, panelTitle, seenBox } from './panel';

const scope = '.tsnb-concat';
const css = `${pictureCss(scope)}
${looksToCss(looks, scope)}
${scope} .picture-side canvas.maps{position:absolute;inset:0 auto auto 0}
${scope} .picture-side svg{position:relative}
${scope} [data-stop]{cursor:pointer}
${scope} .hit{pointer-events:all}
${scope} [data-stop]:hover>.hit{fill:$hover}
${scope} .tile[data-current]>.hit,${scope} .lane[data-current]>.hit{stroke:$focus;stroke-width:1.5}
${scope} .tile:focus-visible>.hit,${scope} .lane:focus-visible>.hit{stroke:$focus;stroke-width:2.5}
${scope} .legend{margin-top:10px}
${scope} .legend .scale{margin:1px 0 5px}
${scope} .zoomed{width:160px;height:auto;border:1px solid $frame}
${scope} .seen{position:relative;width:160px;margin-top:8px}
${scope} .seen canvas{width:160px;height:auto}
${scope} .seen svg{position:absolute;inset:0;width:100%;height:100%;overflow:hidden}
${scope} .seen rect{fill:none;stroke:$paper;stroke-width:3}
${scope} .seen rect + rect{stroke:$focus;stroke-width:1.5;stroke-dasharray:4 2}
${scope} .layers{margin:4px 0 8px;padding-inline-start:20px}
${scope} .layers li{overflow-wrap:anywhere}
`;

const usualWidth = 740;
const scales: readonly ScaleBy[] = ['channel', 'branch', 'all'];
const scaleNames: { readonly [by in ScaleBy]: string } = {
  channel: 'each map',
  branch: 'each branch',
  all: 'all maps',
};

let created = 0;

function imagePixels({ height, width, channels, values }: ImageBytes): Pixels {
  const bytes = fromColumn(values, 'image.values');
  return {
    ...{ height, width, channels },
    values: bytes instanceof Uint8Array ? bytes : new Uint8Array(),
  };
}

/** A concatenation or an addition: its lanes, its strip, and where each channel is from. */
export class ConcatView extends PictureView<ConcatPayload, ConcatChoice> {
  readonly #idPrefix: string;
  #layout: ConcatLayout;
  #ends: Ends = [0, 0];
  /** What `#layout` was made for: unpacking the maps is too much for every drawing. */
  #laidOut:
    { readonly payload: ConcatPayload; readonly width: number; readonly sort: SortBy } | undefined;

  constructor(
    host: HTMLElement,
    payload: ConcatPayload,
    memory: PictureMemory<ConcatChoice> | undefined,
  ) {
    super(payload, memory ?? { isTable: false, current: undefined, choice: firstChoice }, {
      css,
      svg: () => concatSvg(this.payload, this.choice),
      csv: () => concatCsv(this.payload),
      fileTitle: () => `${this.payload.model}-${this.payload.layer}`,
    });
    created += 1;
    this.#idPrefix = `tsnb-concat-${created}`;
    this.#layout = this.#layOut();
    this.start(host);
  }

  #layOut(): ConcatLayout {
    const { payload, width: given } = this;
    const width = given || usualWidth;
    const { sort } = this.choice;
    const last = this.#laidOut;
    if (last?.payload === payload && last.width === width && last.sort === sort) {
      return this.#layout;
    }
    this.#laidOut = { payload, width, sort };
    const layout = layoutConcat(payload, width, sort);
    this.#ends = endsOf(layout.unpacked);
    return layout;
  }

  protected taken(): void {
    // The next tree lays the new payload out.
  }

  get #hasMaps(): boolean {
    return this.#layout.unpacked.length > 0;
  }

  protected tree(): Element {
    this.#layout = this.#layOut();
    const { payload, isTable } = this;
    const { width, height } = this.#layout;
    const { scale, sort, naive } = this.choice;
    const own = [
      ...(this.#hasMaps
        ? [
            tool('scale', `Scale: ${scaleNames[scale]}`, `Brightness is by ${scaleNames[scale]}`),
            tool('sort', 'Sort by activity', 'Most active channels first', sort === 'mean'),
          ]
        : []),
      ...(payload.lanes.some((lane) => lane.naive !== undefined)
        ? [tool('naive', 'Without 1×1', 'Costs without the reductions', naive)]
        : []),
      gap,
    ];
    return element(
      'div',
      { class: 'tsnb-concat', role: 'group', 'aria-label': payload.summary },
      heading(
        {
          title: `${payload.layer} of ${payload.model}`,
          note: [totalsText(payload), ...(payload.notes ?? [])].join(' · '),
        },
        tools(own, isTable),
      ),
      element(
        'div',
        { class: 'body', hidden: isTable ? '' : undefined },
        element(
          'div',
          { class: 'picture-side' },
          element('canvas', { class: 'maps', 'aria-hidden': 'true' }),
          element(
            'svg',
            {
              ...{ width, height, viewBox: `0 0 ${width} ${height}` },
              role: 'listbox',
              'aria-label': `Branches and channels of ${payload.layer}`,
            },
            ...drawConcat(payload, this.#layout, { naive, idPrefix: this.#idPrefix }),
          ),
        ),
        this.details(),
      ),
      ...below(isTable),
    );
  }

  protected tableTree(): Element {
    return tableOf(this.payload.summary, laneColumns, this.payload.lanes.map(laneRow));
  }

  protected painted(): void {
    const layout = this.#layout;
    const { scale } = this.choice;
    const all = [...layout.maps, ...layout.tiles].flatMap(({ lane, place, ...box }) => {
      const unpacked = lane < 0 ? layout.input : layout.unpacked[lane];
      if (unpacked === undefined) {
        return [];
      }
      const ends = scaleEnds(unpacked, place, lane < 0 ? 'branch' : scale, this.#ends);
      const { x, y, width, height } = box;
      return [{ x, y, width, height, pixels: mapPixels(unpacked, place, ends) }];
    });
    const canvas = this.part('canvas.maps');
    if (canvas instanceof HTMLCanvasElement) {
      paintMany(canvas, layout, all);
    }
  }

  get #tile(): PlacedTile | undefined {
    return this.#layout.tiles.find(({ lane, place }) => `${lane}/${place}` === this.current);
  }

  get #laneIndex(): number | undefined {
    const [kind, index] = (this.current ?? '').split('/');
    return kind === 'lane' ? Number(index) : this.#tile?.lane;
  }

  protected details(): Element {
    const { payload } = this;
    const index = this.#laneIndex;
    const lane = index === undefined ? undefined : payload.lanes[index];
    const tile = this.#tile;
    const panel = (...children: readonly (Element | false)[]) =>
      element(
        'aside',
        { class: 'details', 'aria-label': 'Details' },
        element('div', { key: 'looked-at' }, ...children),
      );
    if (tile !== undefined) {
      return panel(
        panelTitle(`Channel ${tile.global}`, lane && tile.lane, this.#idPrefix),
        element('p', { class: 'strong' }, channelWords(payload, tile)),
        element('canvas', { class: 'zoomed pixelated', 'aria-hidden': 'true' }),
        this.#scaleOf(tile),
        element('p', {}, this.#valuesText(tile)),
        lane !== undefined && this.#seen(tile.lane),
        lane !== undefined && laneFacts(lane),
      );
    }
    if (lane !== undefined && index !== undefined) {
      return panel(
        panelTitle(lane.name, index, this.#idPrefix),
        element('p', {}, laneWords(payload, index)),
        laneLayers(lane),
        laneFacts(lane),
        this.#seen(index),
      );
    }
    return element(
      'aside',
      { class: 'details', 'aria-label': 'Details' },
      hint(payload, this.#hasMaps),
      this.#hasMaps &&
        legend(payload, this.#layout.unpacked, { scale: this.choice.scale, all: this.#ends }),
    );
  }

  /** What the colours of a map stand for. */
  #scaleOf({ lane, place }: PlacedTile): Element | false {
    const unpacked = this.#layout.unpacked[lane];
    return (
      unpacked !== undefined &&
      scaleBar(...scaleEnds(unpacked, place, this.choice.scale, this.#ends))
    );
  }

  #valuesText({ lane, place }: PlacedTile): string {
    const unpacked = this.#layout.unpacked[lane];
    if (unpacked === undefined) {
      return '';
    }
    const [low, high] = channelEnds(unpacked, place);
    const mean = unpacked.means[place] ?? 0;
    return `From ${valueWords(low)} to ${valueWords(high)}, mean ${valueWords(mean)}.`;
  }

  /** The image with what one position in the middle sees. */
  #seen(index: number): Element | false {
    const { image, inputSize, lanes } = this.payload;
    const maps = this.#layout.unpacked[index]?.maps;
    const lane = lanes[index];
    const box = maps && lane && seenBox(lane, maps);
    if (image === undefined || box === undefined) {
      return false;
    }
    return element(
      'div',
      { class: 'seen' },
      element('canvas', { class: 'pixelated', 'aria-hidden': 'true' }),
      element(
        'svg',
        {
          // The image may have been made smaller for the payload.
          viewBox: `0 0 ${inputSize?.[1] ?? image.width} ${inputSize?.[0] ?? image.height}`,
          preserveAspectRatio: 'none',
          role: 'img',
          'aria-label': `The position in the middle sees ${box.height} by ${box.width} pixels of the image`,
        },
        element('rect', { ...box, 'vector-effect': 'non-scaling-stroke' }),
        element('rect', { ...box, 'vector-effect': 'non-scaling-stroke' }),
      ),
    );
  }

  protected detailsPainted(): void {
    const tile = this.#tile;
    const zoomed = this.part('.details').querySelector<HTMLCanvasElement>('canvas.zoomed');
    const unpacked = tile && this.#layout.unpacked[tile.lane];
    if (zoomed !== null && unpacked !== undefined && tile !== undefined) {
      const ends = scaleEnds(unpacked, tile.place, this.choice.scale, this.#ends);
      paintPixels(zoomed, mapPixels(unpacked, tile.place, ends));
    }
    const seen = this.part('.details').querySelector<HTMLCanvasElement>('.seen canvas');
    const { image } = this.payload;
    if (seen !== null && image !== undefined) {
      paintPixels(seen, imagePixels(image));
    }
  }

  protected act(action: string): void {
    const { choice } = this;
    if (action === 'scale') {
      const next = scales[(scales.indexOf(choice.scale) + 1) % scales.length] ?? 'branch';
      this.choose({ ...choice, scale: next });
      this.say(`Brightness is by ${scaleNames[next]}`);
    } else if (action === 'sort') {
      const sort = choice.sort === 'mean' ? 'index' : 'mean';
      this.choose({ ...choice, sort });
      this.say(sort === 'mean' ? 'Most active first' : 'In channel order');
    } else if (action === 'naive') {
      this.choose({ ...choice, naive: !choice.naive });
      this.say(choice.naive ? 'Costs as they are' : 'Costs without the reductions, dashed');
    }
  }
}
