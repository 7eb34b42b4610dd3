import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { architectureSvg } from '../../../../src/pictures/architecture';
import * as graphs from '../../../support/payloads/graphs';
import { denseNet, resNet, withBlocks } from '../../../support/payloads/networks';

const folder = path.join(process.cwd(), 'test/fixtures/expected');

/** One attribute set to a line, so that a changed picture is a readable diff. */
function inLines(svg: string): string {
  return `${svg.replace(/></g, '>\n<')}\n`;
}

suite('the saved picture of an architecture', () => {
  for (const [name, graph] of Object.entries({
    alexnet: graphs.alexNet({ frozen: true }),
    inception: graphs.inception(),
    residual: graphs.residual([2]),
    crossed: graphs.crossed(),
    hostile: graphs.hostile(),
    folded: withBlocks(resNet()),
    dense: withBlocks(denseNet([3, 2], { allToAll: true })),
  })) {
    test(`of ${name} is as it was (TSNB_BLESS=1 renews it)`, () => {
      const file = path.join(folder, `${name}.svg`);
      const svg = inLines(architectureSvg(graph));
      if (process.env['TSNB_BLESS'] === '1') {
        mkdirSync(folder, { recursive: true });
        writeFileSync(file, svg);
      }
      assert.ok(existsSync(file), `${file} should exist; TSNB_BLESS=1 makes it`);
      assert.equal(svg, readFileSync(file, 'utf8'));
    });
  }

  test('says the true numbers of AlexNet', () => {
    const svg = architectureSvg(graphs.alexNet());
    for (const text of [
      '60,965,224 weights',
      '34.9K',
      '105M',
      '37.8M',
      '96% fully connected',
      '92% convolution',
      '24 layers in all',
    ]) {
      assert.ok(svg.includes(text), `${text} should be in the picture`);
    }
  });

  test('needs no style sheet, script, font or image from elsewhere', () => {
    const svg = architectureSvg(graphs.alexNet({ frozen: true }));
    assert.doesNotMatch(svg, /<style|<script|<image|<foreignObject| class=|href=|@import/);
    assert.doesNotMatch(svg.replace('http://www.w3.org/2000/svg', ''), /https?:/);
    assert.doesNotMatch(svg, /NaN|undefined|Infinity|\$[a-z]/);
    assert.match(svg, /<title>AlexNet<\/title>/);
    assert.match(svg, /<desc>AlexNet, 25 layers\.<\/desc>/);
  });

  test('writes numbers with three decimals at most', () => {
    for (const graph of [graphs.alexNet(), graphs.inception(), graphs.residual([2, 2])]) {
      assert.doesNotMatch(architectureSvg(graph), /="[^"]*\d\.\d{4,}/);
    }
  });

  test('shows hostile names as text', () => {
    const svg = architectureSvg(graphs.hostile());
    assert.doesNotMatch(svg, /<script|<img/);
    assert.ok(!svg.includes('\u0000') && !svg.includes('\u0007'));
    assert.doesNotThrow(() => encodeURIComponent(svg));
  });

  test('of a network of any depth is small, with the sums of all its layers', () => {
    for (const graph of [
      denseNet([6, 12, 64, 48]),
      denseNet([6, 12, 64, 48], { allToAll: true }),
      resNet([3, 8, 36, 3]),
    ]) {
      const svg = architectureSvg(withBlocks(graph));
      assert.ok(svg.length < 50_000, `${svg.length} characters`);
      assert.ok(svg.includes(`${graph.nodes.length - 1} layers in all`));
    }
  });

  test('shows the blocks that are asked to be open', () => {
    const graph = withBlocks(resNet());
    assert.ok(!architectureSvg(graph).includes('conv4_block2_1_conv'));
    const open = new Set(['conv4', 'conv4_block2 to 6', 'conv4_block2']);
    assert.ok(architectureSvg(graph, open).includes('conv4_block2_1_conv'));
    assert.ok(architectureSvg(graph, 'all').includes('conv5_block2_1_conv'));
  });

  test('draws a model without layers', () => {
    assert.match(architectureSvg(graphs.chain(0)), /^<svg .*<\/svg>$/);
  });
});
