import type { ArchitectureLayout, Box } from '../../pictures/architecture/layout';
import { contain, seenHeight, show, wholeScale, widthScale, zoomAt, type Camera } from './panzoom';

/** A view can be made while its cell is hidden and has no width yet. */
export const usualWidth = 740;

/** What is seen of a drawing through a viewport, and how that changes. */
export class Lens {
  readonly #part: (selector: string) => HTMLElement;
  #layout: ArchitectureLayout;
  #width = 0;
  #camera: Camera | undefined;

  /** `part` finds an element of the view. */
  constructor(
    part: (selector: string) => HTMLElement,
    layout: ArchitectureLayout,
    camera: Camera | undefined,
  ) {
    this.#part = part;
    this.#layout = layout;
    this.#camera = camera;
  }

  /** Absent until the learner zooms or moves: then the view keeps fitting itself. */
  get camera(): Camera | undefined {
    return this.#camera;
  }

  /** The width that a drawing has to fit. */
  get width(): number {
    return this.#width || usualWidth;
  }

  /** Takes the viewport's width; whether it has changed. */
  measure(): boolean {
    const width = this.#part('.viewport').clientWidth;
    const isNew = width > 0 && Math.abs(width - this.#width) >= 1;
    this.#width = isNew ? width : this.#width;
    return isNew;
  }

  /** Another drawing in place of the last. */
  set layout(layout: ArchitectureLayout) {
    this.#layout = layout;
  }

  get overflows(): boolean {
    return this.#size().height < this.#drawnHeight() - 1;
  }

  #size() {
    return { width: this.width, height: seenHeight(this.#drawnHeight()) };
  }

  /** At the scale that fits the width. */
  #drawnHeight(): number {
    return this.#layout.height * widthScale(this.#layout, { width: this.width, height: 0 });
  }

  /** Where the camera is, within its bounds. */
  get #view(): Camera {
    const fitting = { scale: widthScale(this.#layout, this.#size()), x: 0, y: 0 };
    return contain(this.#camera ?? fitting, this.#layout, this.#size());
  }

  /** Puts the drawing where the camera sees it. */
  look(): void {
    const size = this.#size();
    const { scale, x, y } = this.#view;
    const [viewport, thumb] = [this.#part('.viewport'), this.#part('.thumb')];
    const stage = viewport.querySelector<SVGElement>('svg.stage');
    viewport.style.height = `${size.height}px`;
    if (stage !== null) {
      stage.style.transform = `translate(${x}px,${y}px) scale(${scale})`;
    }
    const high = this.#layout.height * scale;
    const overflows = high > size.height + 1 || this.#layout.width * scale > size.width + 1;
    viewport.classList.toggle('overflows', overflows);
    thumb.hidden = high <= size.height + 1;
    thumb.style.height = `${Math.max(24, size.height * (size.height / high))}px`;
    thumb.style.top = `${(-y / high) * size.height}px`;
  }

  #move(camera: Camera): boolean {
    const before = this.#view;
    this.#camera = contain(camera, this.#layout, this.#size());
    this.look();
    const { scale, x, y } = this.#camera;
    return before.x !== x || before.y !== y || before.scale !== scale;
  }

  /** Whether anything moved. */
  pan(x: number, y: number): boolean {
    const { scale, x: left, y: top } = this.#view;
    return this.#move({ scale, x: left + x, y: top + y });
  }

  /** Around a place in the viewport, or around a box if that is in sight; the scale after. */
  zoom(factor: number, at: readonly [number, number] | undefined, box: Box | undefined): number {
    this.#move(zoomAt(this.#view, factor, at ?? this.#attention(box)));
    return this.#view.scale;
  }

  #attention(box: Box | undefined): readonly [number, number] {
    const { width, height } = this.#size();
    const { scale, x, y } = this.#view;
    const middle = box === undefined ? height / 2 : y + scale * (box.y + box.height / 2);
    const left = box === undefined ? width / 2 : x + scale * box.x;
    const isSeen = middle > 0 && middle < height && left >= -1 && left < width;
    return isSeen ? [left, middle] : [width / 2, height / 2];
  }

  /** The whole model; once more, back to reading size. Whether the whole is seen now. */
  fit(): boolean {
    const whole = wholeScale(this.#layout, this.#size());
    if (Math.abs(this.#view.scale - whole) < 1e-6) {
      this.#camera = undefined;
      this.look();
      return false;
    }
    this.#move({ scale: whole, x: 0, y: 0 });
    return true;
  }

  /** Moves as little as it takes to see a box. */
  reveal(box: Box): void {
    const before = this.#view;
    const shown = show(before, box, this.#size());
    if (shown.x !== before.x || shown.y !== before.y) {
      this.#move(shown);
    }
  }

  /** Where a box's top is in the viewport, and puts it there again in another drawing. */
  topOf(box: Box): number {
    const { scale, y } = this.#view;
    return y + scale * box.y;
  }

  keepTop(box: Box, top: number): void {
    if (this.overflows || this.#camera !== undefined) {
      const { scale, x } = this.#view;
      this.#move({ scale, x, y: top - scale * box.y });
    }
  }
}
