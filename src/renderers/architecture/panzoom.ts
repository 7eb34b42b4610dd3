/** What is seen of a drawing: its scale and the drawing's offset in the viewport, in pixels. */
export interface Camera {
  readonly scale: number;
  readonly x: number;
  readonly y: number;
}

/** A width and a height in pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Up to this height a drawing stands on the page in full. */
const tallest = 1000;

/** Higher ones are seen through a window of this height. */
const windowHeight = 760;

/** How much of a drawing's height is seen at once. */
export function seenHeight(height: number): number {
  return height > tallest ? windowHeight : height;
}

const clamp = (value: number, low: number, high: number) => Math.min(high, Math.max(low, value));

/** The scale at which the drawing fits the viewport's width; never enlarged. */
export function widthScale(drawing: Size, viewport: Size): number {
  return drawing.width > 0 ? Math.min(1, viewport.width / drawing.width) : 1;
}

/** The scale at which all of the drawing is seen. */
export function wholeScale(drawing: Size, viewport: Size): number {
  const byHeight = drawing.height > 0 ? viewport.height / drawing.height : 1;
  return Math.min(widthScale(drawing, viewport), byHeight);
}

/** Keeps the drawing in the viewport: never lost beyond an edge, centred where there is room. */
export function contain(camera: Camera, drawing: Size, viewport: Size): Camera {
  const least = Math.min(0.1, wholeScale(drawing, viewport));
  const scale = clamp(camera.scale, least, 4);
  const room = viewport.width - drawing.width * scale;
  const x = room >= 0 ? (scale < 1 ? room / 2 : 0) : clamp(camera.x, room, 0);
  const y = clamp(camera.y, Math.min(0, viewport.height - drawing.height * scale), 0);
  return { scale, x, y };
}

/** Zooms by a factor around a place in the viewport. */
export function zoomAt(camera: Camera, factor: number, [x, y]: readonly [number, number]): Camera {
  const scale = clamp(camera.scale * factor, 0.02, 4);
  const actual = scale / camera.scale;
  return { scale, x: x - (x - camera.x) * actual, y: y - (y - camera.y) * actual };
}

/** Moves as little as it takes to bring a box into view. */
export function show(
  camera: Camera,
  box: Size & { readonly x: number; readonly y: number },
  viewport: Size,
): Camera {
  const margin = 12;
  const along = (offset: number, start: number, length: number, room: number) => {
    const low = -start * camera.scale + margin;
    const high = room - (start + length) * camera.scale - margin;
    return low < high ? clamp(offset, low, high) : clamp(offset, high, low);
  };
  return {
    scale: camera.scale,
    x: along(camera.x, box.x, box.width, viewport.width),
    y: along(camera.y, box.y, box.height, viewport.height),
  };
}
