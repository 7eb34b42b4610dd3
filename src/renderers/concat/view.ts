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
  type Unpacked,
  valueAt,
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
import { drawing, gap, pictureFrame, tableOf, tool } from '../shared/tools';
import {
  hint,
  laneFacts,
  laneLayers,
  legend,
  panelTitle,
  seenBox,
  type Position,
  type SeenBox,
} from './panel';

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
${scope} .zoomed{position:relative;width:160px;border:1px solid $frame}
${scope} .zoomed canvas{display:block;width:100%;height:auto}
${scope} .seen{position:relative;width:160px;margin-top:8px}
${scope} .seen canvas{width:160px;height:auto}
${scope} .over{position:absolute;inset:0;width:100%;height:100%;overflow:hidden}
${scope} .over rect{fill:none;stroke:$paper;stroke-width:3}
${scope} .over rect + rect{stroke:$focus;stroke-width:1.5;stroke-dasharray:4 2}
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

/** Rows and columns that a key moves by. */
const steps: { readonly [key: string]: readonly [row: number, column: number] | undefined } = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};

let created = 0;

function within(
  { height, width }: { readonly height: number; readonly width: number },
  { row, column }: Position,
): Position {
  return {
    row: Math.max(0, Math.min(height - 1, row)),
    column: Math.max(0, Math.min(width - 1, column)),
  };
}

/** A box over a picture of so many units, dark on light and light on dark. */
function outlined(
  box: SeenBox,
  [width, height]: readonly [number, number],
  attributes: Element['attrs'],
): Element {
  const line = { ...box, 'vector-effect': 'non-scaling-stroke' };
  return element(
    'svg',
    {
      class: 'over',
      viewBox: `0 0 ${width} ${height}`,
      preserveAspectRatio: 'none',
      ...attributes,
    },
    element('rect', line),
    element('rect', line),
  );
}

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
  /** The position of the maps whose part of the image is outlined; the middle where there is none. */
  #position: Position | undefined;
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
    const side = this.part('.picture-side');
    side.addEventListener('pointermove', (event) => this.#pointAt(event));
    side.addEventListener('keydown', (event) => this.#step(event));
  }

  /** Takes the position of the map under the pointer. */
  #pointAt({ target, clientX, clientY, pointerType }: PointerEvent): void {
    const tile = this.#tile;
    const hit = target instanceof Element ? target.closest('.tile[data-current] > .hit') : null;
    if (tile === undefined || hit === null || pointerType === 'touch') {
      return;
    }
    const box = hit.getBoundingClientRect();
    const across = (clientX - box.left - 1) / tile.width;
    const down = (clientY - box.top - 1) / tile.height;
    this.#moveTo(tile, (maps) => ({
      row: Math.floor(down * maps.height),
      column: Math.floor(across * maps.width),
    }));
  }

  /** Walks within the map that has the focus. */
  #step(event: KeyboardEvent): void {
    const tile = this.#tile;
    const step = steps[event.key];
    if (tile === undefined || step === undefined || !event.shiftKey) {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
    this.#moveTo(tile, (_, { row, column }) => ({ row: row + step[0], column: column + step[1] }));
    this.say(this.#positionText(tile));
  }

  #moveTo({ lane }: PlacedTile, to: (maps: Unpacked['maps'], from: Position) => Position): void {
    const maps = this.#layout.unpacked[lane]?.maps;
    if (maps === undefined) {
      return;
    }
    const from = this.#positionIn(maps);
    const { row, column } = within(maps, to(maps, from));
    if (row !== from.row || column !== from.column) {
      this.#position = { row, column };
      this.drawDetails();
    }
  }

  #positionIn(maps: Unpacked['maps']): Position {
    const middle = { row: Math.floor(maps.height / 2), column: Math.floor(maps.width / 2) };
    return within(maps, this.#position ?? middle);
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
    return pictureFrame(
      'concat',
      {
        title: `${payload.layer} of ${payload.model}`,
        note: [totalsText(payload), ...(payload.notes ?? [])].join(' · '),
        label: payload.summary,
        ...{ own, isTable },
      },
      [
        element('canvas', { class: 'maps', 'aria-hidden': 'true' }),
        drawing(
          this.#layout,
          { role: 'listbox', label: `Branches and channels of ${payload.layer}` },
          ...drawConcat(payload, this.#layout, { naive, idPrefix: this.#idPrefix }),
        ),
      ],
      this.details(),
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
        this.#zoomed(tile),
        this.#scaleOf(tile),
        element('p', {}, this.#valuesText(tile)),
        element('p', {}, this.#positionText(tile)),
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

  /** `Row 6, column 6 of 12 by 12: 0.4302.` */
  #positionText({ lane, place }: PlacedTile): string {
    const unpacked = this.#layout.unpacked[lane];
    if (unpacked === undefined) {
      return '';
    }
    const { maps } = unpacked;
    const { row, column } = this.#positionIn(maps);
    const value = valueWords(valueAt(unpacked, place, row, column));
    return `Row ${row + 1} of ${maps.height}, column ${column + 1} of ${maps.width}: ${value}.`;
  }

  /** A map, large, with the position that is looked at. */
  #zoomed({ lane }: PlacedTile): Element | false {
    const maps = this.#layout.unpacked[lane]?.maps;
    if (maps === undefined) {
      return false;
    }
    const { row, column } = this.#positionIn(maps);
    return element(
      'div',
      { class: 'zoomed', 'aria-hidden': 'true' },
      element('canvas', { class: 'pixelated' }),
      outlined({ x: column, y: row, width: 1, height: 1 }, [maps.width, maps.height], {}),
    );
  }

  /** The image with what the position sees that is looked at. */
  #seen(index: number): Element | false {
    const { image, inputSize, lanes } = this.payload;
    const maps = this.#layout.unpacked[index]?.maps;
    const lane = lanes[index];
    const box = maps && lane && seenBox(lane, this.#positionIn(maps));
    if (image === undefined || box === undefined) {
      return false;
    }
    return element(
      'div',
      { class: 'seen' },
      element('canvas', { class: 'pixelated', 'aria-hidden': 'true' }),
      // The image may have been made smaller for the payload.
      outlined(box, [inputSize?.[1] ?? image.width, inputSize?.[0] ?? image.height], {
        role: 'img',
        'aria-label': `The position sees ${box.height} by ${box.width} pixels of the image`,
      }),
    );
  }

  protected detailsPainted(): void {
    const tile = this.#tile;
    const zoomed = this.part('.details').querySelector<HTMLCanvasElement>('.zoomed canvas');
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
