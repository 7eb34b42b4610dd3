/** How much of the second colour a place has, 0 to 1; coordinates count periods of the pattern. */
export type Texture = (x: number, y: number) => number;

/** By the name of the class. */
export const textures = {
  plain: () => 0,
  striped: (x) => wave(x),
  checked: (x, y) => sharpen(Math.sin(Math.PI * x) * Math.sin(Math.PI * y)),
  dotted: (x, y) => sharpen(2 * (0.33 - distance(x - Math.round(x), y - Math.round(y)))),
  ringed: (x, y) => wave(distance(x, y)),
  gridded: (x, y) => Math.max(line(x), line(y)),
  zigzag: (x, y) => wave(y + 0.8 * Math.abs(x / 1.5 - 2 * Math.round(x / 3))),
  faded: (x, y) => 0.5 + 0.5 * Math.sin(0.9 * x) * Math.cos(0.9 * y),
} as const satisfies { readonly [name: string]: Texture };

/** Equal bands of both colours, edges a little soft: an image has few pixels to a period. */
function wave(position: number): number {
  return sharpen(Math.sin(2 * Math.PI * position));
}

function line(position: number): number {
  return sharpen(4 * (0.14 - Math.abs(position - Math.round(position))));
}

function sharpen(value: number): number {
  return Math.min(1, Math.max(0, 0.5 + 2 * value));
}

function distance(x: number, y: number): number {
  return Math.sqrt(x * x + y * y);
}
