import { loadFirst } from './lanes';

/**
 * Copies a part of an image, which may reach beyond it, into panels of four channels:
 * panel[channel / 4][row][column][4]. Lanes beyond the last channel and pixels outside are 0.
 */
export function cutOutPanels(
  image: usize,
  height: i32,
  width: i32,
  pitch: i32,
  channels: i32,
  count: i32,
  top: i32,
  left: i32,
  to: usize,
  panelStep: usize,
  rows: i32,
  columns: i32,
): void {
  const before = min(max(-left, 0), columns);
  const first = max(left, 0);
  const inside = max(min(left + columns, width) - first, 0);
  const after = columns - before - inside;
  const step = (<usize>pitch) << 2;
  for (let row = top; row < top + rows; row++) {
    if (row < 0 || row >= height) {
      for (let panel = 0; panel < count; panel++) {
        memory.fill(to + <usize>panel * panelStep, 0, (<usize>columns) << 4);
      }
    } else {
      const from = image + <usize>(row * width + first) * step;
      for (let panel = 0; panel < count; panel++) {
        let target = to + <usize>panel * panelStep;
        target = clearPixels(target, before);
        clearPixels(target + ((<usize>inside) << 4), after);
      }
      const target = to + ((<usize>before) << 4);
      let pixel = 0;
      // Four at a time: that makes a whole cache line of each panel.
      for (; pixel + 4 <= inside; pixel += 4) {
        copyPixels(
          from + <usize>pixel * step,
          step,
          4,
          channels,
          target + ((<usize>pixel) << 4),
          panelStep,
          count,
        );
      }
      copyPixels(
        from + <usize>pixel * step,
        step,
        inside - pixel,
        channels,
        target + ((<usize>pixel) << 4),
        panelStep,
        count,
      );
    }
    to += (<usize>columns) << 4;
  }
}

function clearPixels(to: usize, count: i32): usize {
  for (; count > 0; count--) {
    v128.store(to, f32x4.splat(0));
    to += 16;
  }
  return to;
}

function copyPixels(
  from: usize,
  step: usize,
  pixels: i32,
  channels: i32,
  to: usize,
  panelStep: usize,
  count: i32,
): void {
  for (let panel = 0; panel < count; panel++) {
    let source = from;
    let target = to;
    if (channels >= 4) {
      for (let pixel = 0; pixel < pixels; pixel++) {
        v128.store(target, v128.load(source));
        source += step;
        target += 16;
      }
    } else {
      for (let pixel = 0; pixel < pixels; pixel++) {
        v128.store(target, loadFirst(source, channels));
        source += step;
        target += 16;
      }
    }
    channels -= 4;
    from += 16;
    to += panelStep;
  }
}
