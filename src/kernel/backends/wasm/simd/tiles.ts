/*
 * Winograd's minimal filtering F(2x2, 3x3) (Lavin and Gray, "Fast algorithms for convolutional neural
 * networks", 2015): four neighbouring values of a correlation with a 3x3 filter take 16 products for
 * each channel instead of 36.
 *
 *   y = At [ (G f Gt) * (Bt x B) ] A      x 4x4, f 3x3, y 2x2; * value by value, summed over channels
 *
 *        | 1     0    0 |        | 1  0 -1  0 |        | 1  1  1  0 |
 *   G  = | 1/2  1/2  1/2|   Bt = | 0  1  1  0 |   At = | 0  1 -1 -1 |
 *        | 1/2 -1/2  1/2|        | 0 -1  1  0 |
 *        | 0     0    1 |        | 0  1  0 -1 |
 *
 * A tile is what y's four values see. Of the 16 places of a transformed tile, each has a matrix of its
 * own, whose rows are the tiles: that of a place times that of the filters is a product of matrices.
 */

/** Bytes between the matrices of two places, lest all of them fall on one cache line. */
export const SKEW: usize = 64;

/** Bt x B of a row of tiles, which lie two pixels apart: to[place][tile][channel]. */
export function transformTiles(
  x: usize,
  rowStep: usize,
  channels: i32,
  tiles: i32,
  to: usize,
  placeStep: usize,
): void {
  const pixelStep = (<usize>channels) << 2;
  for (let tile = 0; tile < tiles; tile++) {
    for (let at: usize = 0; at < pixelStep; at += 16) {
      const top = x + at;
      const bottom = top + 3 * rowStep;
      const place = to + at;
      const a0 = v128.load(top + rowStep);
      const a1 = v128.load(top + rowStep + pixelStep);
      const a2 = v128.load(top + rowStep + 2 * pixelStep);
      const a3 = v128.load(top + rowStep + 3 * pixelStep);
      const b0 = v128.load(bottom - rowStep);
      const b1 = v128.load(bottom - rowStep + pixelStep);
      const b2 = v128.load(bottom - rowStep + 2 * pixelStep);
      const b3 = v128.load(bottom - rowStep + 3 * pixelStep);
      storeTimesB(
        f32x4.add(a0, b0),
        f32x4.add(a1, b1),
        f32x4.add(a2, b2),
        f32x4.add(a3, b3),
        place + 4 * placeStep,
        placeStep,
      );
      storeTimesB(
        f32x4.sub(b0, a0),
        f32x4.sub(b1, a1),
        f32x4.sub(b2, a2),
        f32x4.sub(b3, a3),
        place + 8 * placeStep,
        placeStep,
      );
      storeTimesB(
        f32x4.sub(v128.load(top), b0),
        f32x4.sub(v128.load(top + pixelStep), b1),
        f32x4.sub(v128.load(top + 2 * pixelStep), b2),
        f32x4.sub(v128.load(top + 3 * pixelStep), b3),
        place,
        placeStep,
      );
      storeTimesB(
        f32x4.sub(a0, v128.load(bottom)),
        f32x4.sub(a1, v128.load(bottom + pixelStep)),
        f32x4.sub(a2, v128.load(bottom + 2 * pixelStep)),
        f32x4.sub(a3, v128.load(bottom + 3 * pixelStep)),
        place + 12 * placeStep,
        placeStep,
      );
    }
    x += 2 * pixelStep;
    to += pixelStep;
  }
}

function storeTimesB(a: v128, b: v128, c: v128, d: v128, to: usize, placeStep: usize): void {
  v128.store(to, f32x4.sub(a, c));
  v128.store(to + placeStep, f32x4.add(b, c));
  v128.store(to + 2 * placeStep, f32x4.sub(c, b));
  v128.store(to + 3 * placeStep, f32x4.sub(b, d));
}
