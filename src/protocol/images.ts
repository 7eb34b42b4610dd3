import type { Column } from './columns';

/** One picture of a gallery. */
export interface Tile {
  /** e.g. `ankle boot`, `channel 12`. */
  readonly caption: string;
  /** A second line, e.g. `taken for a sneaker, 81 %`. */
  readonly detail?: string;
  /** A prediction that is right or wrong gets a mark, not a colour alone. */
  readonly verdict?: 'right' | 'wrong';
}

/** Tiles of one size under a title. */
export interface TileSection {
  readonly title: string;
  readonly height: number;
  readonly width: number;
  /** 1: grey or a feature map, drawn on the section's scale; 3: red, green, blue. */
  readonly channels: 1 | 3;
  /** What 0 and 255 stand for in feature maps; absent for images. */
  readonly scale?: { readonly low: number; readonly high: number };
  readonly tiles: readonly Tile[];
  /** How many there are in all, when only the first are sent. */
  readonly count: number;
  /** Tile by tile, each `height * width * channels` bytes, row by row, channels last. */
  readonly values: Column;
}

/** Payload of `Mime.images`: images, augmented copies, wrong predictions, feature maps. */
export interface ImagesPayload {
  /** A sentence or two, first because the accessible view reads the raw payload. */
  readonly summary: string;
  readonly viewId: string;
  readonly runId: string;
  readonly seq: number;
  readonly title: string;
  readonly sections: readonly TileSection[];
}

/** Payload of `Mime.matrix`: counts by two kinds of class, as a confusion matrix. */
export interface MatrixPayload {
  readonly summary: string;
  readonly viewId: string;
  readonly runId: string;
  readonly seq: number;
  readonly title: string;
  /** What rows and columns are, e.g. `true class`, `predicted class`. */
  readonly rowTitle: string;
  readonly columnTitle: string;
  readonly classes: readonly string[];
  /** Row by row. */
  readonly counts: readonly (readonly number[])[];
}
