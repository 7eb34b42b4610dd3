import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

const documents = ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'src/README.md'];

/** The targets of `[text](target)` and `![text](target)` outside of code. */
function linksOf(markdown: string): string[] {
  const prose = markdown.replace(/^```[\s\S]*?^```/gm, '').replace(/`[^`\n]*`/g, '');
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map((match) => match[1] ?? '');
}

/** GitHub's anchor of a heading. */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\w\- ]/g, '')
    .replaceAll(' ', '-');
}

function anchorsOf(file: string): string[] {
  const headings = readFileSync(file, 'utf8').matchAll(/^#+ (.+)$/gm);
  return [...headings].map((match) => anchorOf(match[1] ?? ''));
}

suite('links in the documents', () => {
  for (const document of documents) {
    test(`${document} links to what exists`, () => {
      const links = linksOf(readFileSync(document, 'utf8'));
      const broken = links
        .filter((link) => !/^[a-z]+:/.test(link))
        .filter((link) => {
          const [target = '', anchor] = link.split('#');
          const file = target === '' ? document : path.join(path.dirname(document), target);
          return !existsSync(file) || (anchor !== undefined && !anchorsOf(file).includes(anchor));
        });
      assert.deepEqual(broken, []);
    });
  }

  test('the reader of links sees a broken one', () => {
    assert.deepEqual(linksOf('a [b](c.md#d) `[e](f)`\n```\n[g](h)\n```\n![i](j.png)'), [
      'c.md#d',
      'j.png',
    ]);
  });
});
