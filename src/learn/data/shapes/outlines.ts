/**
 * Signed distances from a point to the edge of a shape of about radius 1 around the origin, below 0
 * inside; y points down. After Inigo Quilez, "2D distance functions".
 */
export type Outline = (x: number, y: number) => number;

/** By the name of the class. */
export const outlines = {
  circle: (x, y) => length(x, y) - 0.9,
  square: (x, y) => box(x, y, 0.8, 0.8),
  triangle: polygon(regular(3, 1.05)),
  star: polygon(starPoints(5, 1.1, 0.46)),
  cross: (x, y) => Math.min(box(x, y, 1, 0.34), box(x, y, 0.34, 1)),
  ring: (x, y) => Math.abs(length(x, y) - 0.72) - 0.26,
  crescent: (x, y) => Math.max(length(x, y) - 1, 0.8 - length(x - 0.5, y)),
  heart: polygon(heartPoints(32)),
  hexagon: polygon(regular(6, 1)),
  arrow: polygon([
    [0, -1.1],
    [0.8, -0.15],
    [0.3, -0.15],
    [0.3, 1],
    [-0.3, 1],
    [-0.3, -0.15],
    [-0.8, -0.15],
  ]),
} as const satisfies { readonly [name: string]: Outline };

/** `Math.hypot` is many times slower. */
function length(x: number, y: number): number {
  return Math.sqrt(x * x + y * y);
}

type Point = readonly [x: number, y: number];

function box(x: number, y: number, width: number, height: number): number {
  const across = Math.abs(x) - width;
  const down = Math.abs(y) - height;
  const outside = length(Math.max(across, 0), Math.max(down, 0));
  return outside + Math.min(Math.max(across, down), 0);
}

function regular(corners: number, radius: number): Point[] {
  return Array.from({ length: corners }, (_, corner) => onCircle(corner / corners, radius));
}

function starPoints(tips: number, outer: number, inner: number): Point[] {
  return Array.from({ length: 2 * tips }, (_, corner) =>
    onCircle(corner / (2 * tips), corner % 2 === 0 ? outer : inner),
  );
}

/** The curve x = 16 sin^3 t, y = 13 cos t - 5 cos 2t - 2 cos 3t - cos 4t, made smaller. */
function heartPoints(count: number): Point[] {
  return Array.from({ length: count }, (_, index) => {
    const t = (2 * Math.PI * index) / count;
    const up = 13 * Math.cos(t) - 5 * Math.cos(2 * t) - 2 * Math.cos(3 * t) - Math.cos(4 * t);
    return [Math.sin(t) ** 3, -(up + 2.5) / 16] as const;
  });
}

function onCircle(turn: number, radius: number): Point {
  return [radius * Math.sin(2 * Math.PI * turn), -radius * Math.cos(2 * Math.PI * turn)];
}

function polygon(points: readonly Point[]): Outline {
  // Flat, for speed: x and y by turns.
  const corners = Float64Array.from(points.flat());
  const end = corners.length;
  return (x, y) => {
    let nearest = Infinity;
    let sign = 1;
    let previousX = corners[end - 2] ?? 0;
    let previousY = corners[end - 1] ?? 0;
    for (let place = 0; place < end; place += 2) {
      const cornerX = corners[place] ?? 0;
      const cornerY = corners[place + 1] ?? 0;
      const edgeX = previousX - cornerX;
      const edgeY = previousY - cornerY;
      const fromX = x - cornerX;
      const fromY = y - cornerY;
      const along = (fromX * edgeX + fromY * edgeY) / (edgeX * edgeX + edgeY * edgeY);
      const part = Math.min(1, Math.max(0, along));
      const awayX = fromX - edgeX * part;
      const awayY = fromY - edgeY * part;
      nearest = Math.min(nearest, awayX * awayX + awayY * awayY);
      // From inside a polygon, a ray crosses its edges an odd number of times.
      const isBelow = y >= cornerY;
      if (isBelow === y < previousY && isBelow === edgeX * fromY > edgeY * fromX) {
        sign = -sign;
      }
      previousX = cornerX;
      previousY = cornerY;
    }
    return sign * Math.sqrt(nearest);
  };
}
