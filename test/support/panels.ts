import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import type { NotebookCell } from './notebookCell';
import { pictures, type Workbench } from './workbench';

/** The kinds of pictures, by the class of their root: `tsnb-` and the kind. */
const kinds = [
  ...(['architecture', 'bars', 'comparison', 'concat', 'error'] as const),
  ...(['images', 'matrix', 'training'] as const),
];

/** A kind of picture that has a renderer of its own. */
export type Kind = (typeof kinds)[number];

/** The outputs below a cell, from top to bottom. */
export async function panelsOf(cell: NotebookCell, workbench: Workbench): Promise<Locator[]> {
  const row = await (await cell.row()).boundingBox();
  const containers = workbench.outputs.locator('.cell_container');
  const tops = await containers.evaluateAll((all) =>
    all.map((one) => one.getBoundingClientRect().y),
  );
  if (row === null || tops.length === 0) {
    return [];
  }
  // The outputs are a page of their own, where a cell's have a box that begins where its row does.
  const first = await containers.first().boundingBox();
  const place = (first?.y ?? NaN) - (tops[0] ?? NaN);
  const index = tops.findIndex((top) => Math.abs(top + place - row.y) < 2);
  if (index < 0) {
    return [];
  }
  // They are placed one by one: which comes first in the page depends on which was drawn first.
  const panels = await containers.nth(index).locator('.output_container:visible').all();
  const placed = await Promise.all(
    panels.map(async (panel) => ({ panel, y: (await panel.boundingBox())?.y ?? Infinity })),
  );
  return placed.toSorted((one, other) => one.y - other.y).map(({ panel }) => panel);
}

/** What is drawn in some outputs, in their order. */
export async function kindsOf(panels: readonly Locator[]): Promise<Kind[]> {
  const found = await Promise.all(
    panels.map((panel) =>
      panel.evaluate((element, all) => {
        // A comparison holds architectures.
        const roots = element.querySelectorAll(all.map((kind) => `.tsnb-${kind}`).join());
        const outer = [...roots].filter((root) => !root.parentElement?.closest('[class^="tsnb-"]'));
        return outer.map((root) => root.className.split(' ')[0]?.replace('tsnb-', ''));
      }, kinds),
    ),
  );
  return found.flat().filter((name) => kinds.includes(name as Kind)) as Kind[];
}

/** Scrolls an output into view and keeps a picture of as much of it as fits on the screen. */
export async function photograph(
  workbench: Workbench,
  panel: Locator,
  name: string,
): Promise<void> {
  await workbench.scrollUntil(async (list) => {
    const box = await panel.boundingBox();
    if (box === null) {
      throw new Error(`${name} is not drawn.`);
    }
    const [top, bottom] = [box.y - list.y, box.y + box.height - list.y];
    const isWhole = top >= 0 && bottom <= list.height;
    return isWhole || (top >= 0 && top < list.height / 5) ? 0 : top - list.height / 10;
  });
  const box = await panel.boundingBox();
  const screen = workbench.page.viewportSize();
  if (box === null || screen === null) {
    throw new Error(`${name} is not drawn.`);
  }
  const target = path.join(pictures, `${name}.png`);
  mkdirSync(path.dirname(target), { recursive: true });
  const height = Math.min(box.height, screen.height - 24 - box.y);
  await workbench.page.screenshot({ path: target, clip: { ...box, height } });
}
