import type { Frame, Plot } from '../../pictures/training/plot';
import { PlotChart } from './chart';
import type { Palette } from './palette';

/** The charts of a view's canvases, in the order of its plots. */
export class PlotCharts {
  readonly #charts = new Map<HTMLCanvasElement, PlotChart>();

  /** Draws each plot on its canvas; charts whose canvas is gone go, too. */
  draw(root: HTMLElement, plots: readonly Plot[], frame: Frame, palette: Palette): void {
    const canvases = [...root.querySelectorAll('canvas')];
    for (const [canvas, chart] of this.#charts) {
      if (!canvases.includes(canvas)) {
        chart.dispose();
        this.#charts.delete(canvas);
      }
    }
    canvases.forEach((canvas, index) => {
      const plot = plots[index];
      const chart = this.#charts.get(canvas) ?? new PlotChart(canvas);
      this.#charts.set(canvas, chart);
      if (plot !== undefined) {
        chart.draw(plot, frame, palette);
      }
    });
  }

  dispose(): void {
    this.#charts.forEach((chart) => chart.dispose());
    this.#charts.clear();
  }
}
