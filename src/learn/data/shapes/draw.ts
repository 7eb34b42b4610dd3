import type { ImageShape } from '../sets';
import type { Outline } from './outlines';
import type { Colour, Scene } from './scene';
import type { Texture } from './textures';

/** How a scene is drawn. */
export interface Drawing {
  readonly shape: ImageShape;
  readonly outline: Outline;
  readonly texture: Texture;
  /** Deviation of the noise of each value, 0 to 1. */
  readonly noise: number;
}

/** Draws a scene as bytes, row by row, channels last. */
export function drawScene(
  { figure, background, backgroundAngle, specks, grain }: Scene,
  { shape: [height, width, channels], outline, texture, noise }: Drawing,
): Uint8Array {
  const bytes = new Uint8Array(height * width * channels);
  // Pixels are half a unit from centre to edge of the shorter side.
  const unit = 2 / Math.min(height, width);
  const turn = rotation(-figure.angle);
  const patternTurn = rotation(-figure.patternAngle);
  const slope = rotation(-backgroundAngle);
  const [body, pattern] = figure.colours;
  let place = 0;
  for (let row = 0; row < height; row += 1) {
    for (let column = 0; column < width; column += 1) {
      const x = (column + 0.5 - width / 2) * unit;
      const y = (row + 0.5 - height / 2) * unit;
      let colour = blend(...background, 0.5 + 0.35 * slope.x(x, y));
      for (const speck of specks) {
        const away = Math.sqrt((x - speck.x) ** 2 + (y - speck.y) ** 2) - speck.radius;
        colour = blend(colour, speck.colour, 0.5 - away / unit);
      }
      const fromX = x - figure.x;
      const fromY = y - figure.y;
      const ownX = turn.x(fromX, fromY) / (figure.radius * figure.stretch);
      const ownY = turn.y(fromX, fromY) / figure.radius;
      // Half covered on the edge, over one pixel.
      const cover = 0.5 - (outline(ownX, ownY) * figure.radius) / unit;
      if (cover > 0) {
        const patternX = patternTurn.x(fromX, fromY) / figure.period + figure.phase;
        const patternY = patternTurn.y(fromX, fromY) / figure.period + figure.phase;
        colour = blend(colour, blend(body, pattern, texture(patternX, patternY)), cover);
      }
      place = put(bytes, place, channels === 1 ? grey(colour) : colour, noise, grain.normal);
    }
  }
  return bytes;
}

function put(
  bytes: Uint8Array,
  place: number,
  values: readonly number[],
  noise: number,
  normal: () => number,
): number {
  let next = place;
  for (const value of values) {
    const grain = noise > 0 ? noise * normal() : 0;
    bytes[next] = Math.round(255 * Math.min(1, Math.max(0, value + grain)));
    next += 1;
  }
  return next;
}

function rotation(angle: number) {
  const sine = Math.sin(angle);
  const cosine = Math.cos(angle);
  return {
    x: (x: number, y: number) => cosine * x - sine * y,
    y: (x: number, y: number) => sine * x + cosine * y,
  };
}

function blend(under: Colour, over: Colour, amount: number): Colour {
  const part = Math.min(1, Math.max(0, amount));
  return [
    under[0] + part * (over[0] - under[0]),
    under[1] + part * (over[1] - under[1]),
    under[2] + part * (over[2] - under[2]),
  ];
}

/** Luma of ITU-R BT.601. */
function grey([red, green, blue]: Colour): readonly number[] {
  return [0.299 * red + 0.587 * green + 0.114 * blue];
}
