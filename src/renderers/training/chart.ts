import {
  Chart,
  LinearScale,
  LineController,
  LineElement,
  PointElement,
  type ChartDataset,
  type ChartOptions,
  type Point,
} from 'chart.js';
import { markerStride } from '../../pictures/training/draw';
import type { Line } from '../../pictures/training/lines';
import type { Frame, Plot } from '../../pictures/training/plot';
import type { Palette } from './palette';

Chart.register(LineController, LineElement, PointElement, LinearScale);

type Dataset = ChartDataset<'line', Point[]>;

/** Nothing that chart.js would measure or move by itself: the plot's own numbers say it all. */
function optionsOf({ x, y }: Plot, frame: Frame): ChartOptions<'line'> {
  const axis = ({ from, to }: Plot['x']) => ({
    ...({ type: 'linear', display: false, bounds: 'data' } as const),
    ...{ min: from, max: to },
  });
  const padding = {
    ...{ left: frame.left, right: frame.width - frame.right },
    ...{ top: frame.top, bottom: frame.height - frame.bottom },
  };
  return {
    ...{ animation: false, responsive: false, maintainAspectRatio: false, events: [] },
    ...{ parsing: false, normalized: true },
    layout: { autoPadding: false, padding },
    scales: { x: axis(x), y: axis(y) },
  };
}

/** The lines of one plot on a canvas; axes and marks are SVG around it. */
export class PlotChart {
  readonly #chart: Chart<'line', Point[]>;
  /** By run and kind: chart.js keeps what it has made for a dataset it knows. */
  readonly #datasets = new Map<string, Dataset>();
  readonly #drawn = new WeakMap<Dataset, Line>();

  constructor(canvas: HTMLCanvasElement) {
    const options: ChartOptions<'line'> = {
      ...{ animation: false, responsive: false, maintainAspectRatio: false, events: [] },
    };
    this.#chart = new Chart(canvas, { type: 'line', data: { datasets: [] }, options });
  }

  draw(plot: Plot, frame: Frame, palette: Palette): void {
    const chart = this.#chart;
    if (chart.width !== frame.width || chart.height !== frame.height) {
      chart.resize(frame.width, frame.height);
    }
    chart.options = optionsOf(plot, frame);
    // chart.js draws the first on top.
    chart.data.datasets = plot.lines
      .toReversed()
      .map((line) => this.#dataset(line, plot, frame, palette));
    chart.update('none');
  }

  #dataset(line: Line, plot: Plot, frame: Frame, palette: Palette): Dataset {
    const key = `${line.run}/${line.kind}`;
    const dataset = this.#datasets.get(key) ?? { data: [] };
    this.#datasets.set(key, dataset);
    // Lines that have not changed are the same object: chart.js need not take them apart again.
    const isSame = this.#drawn.get(dataset) === line;
    this.#drawn.set(dataset, line);
    const colour = palette[line.colour];
    const stride = line.marker === undefined ? 1 : markerStride(line, plot, frame);
    const last = line.x.length - 1;
    const size = line.marker === 'diamond' ? 4.5 : 3;
    return Object.assign(dataset, {
      data: isSame
        ? dataset.data
        : Array.from(line.x, (x, index) => ({ x, y: line.y[index] ?? NaN })),
      showLine: line.joined,
      spanGaps: false,
      borderColor: colour,
      borderWidth: line.width,
      borderDash: [...line.dash],
      borderJoinStyle: 'round',
      // Markers, and what is cut off at the plot's edge, may reach a little over it.
      clip: 6,
      pointStyle: line.marker === 'diamond' ? 'rectRot' : 'circle',
      pointRadius:
        line.marker === undefined
          ? 0
          : Array.from(line.x, (_, index) => ((last - index) % stride === 0 ? size : 0)),
      pointBackgroundColor: line.marker === 'diamond' ? palette.paper : colour,
      pointBorderColor: colour,
      pointBorderWidth: line.marker === 'diamond' ? 1.75 : 0,
    } satisfies Dataset);
  }

  dispose(): void {
    this.#chart.destroy();
  }
}
