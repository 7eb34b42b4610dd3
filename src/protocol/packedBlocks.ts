import type { Block } from './architecture';
import type { Json } from './json';
import type { Table } from './table';

// Blocks are lines as well, outer ones before inner ones: kind, copies, what is in it, name, id:
//
//   "residual 1 12-19,@,@,20 = conv2_block1"
//
// What is in it are indices of nodes, alone or from-to, and `@` for the next block that no other
// has yet. The first line is the network itself. The name is `=` the id or an index into the table.

/** Deeper than any network, and no deeper than a call stack. */
const deepest = 200;

/** The tree as lines. */
export function packBlocks(
  children: readonly (string | Block)[],
  indices: ReadonlyMap<string, number>,
  names: Table<Json>,
): readonly string[] {
  const lines = [contentOf(children, indices)];
  const pack = (child: string | Block): void => {
    if (typeof child !== 'string') {
      const { id, name, kind, repeat } = child;
      const named = id === name ? '=' : names.indexOf(name);
      lines.push(`${kind} ${repeat} ${contentOf(child.children, indices)} ${named} ${id}`);
      child.children.forEach(pack);
    }
  };
  children.forEach(pack);
  return lines;
}

function contentOf(
  children: readonly (string | Block)[],
  indices: ReadonlyMap<string, number>,
): string {
  const parts: string[] = [];
  let run: [first: number, last: number] | undefined;
  const flush = () => {
    if (run !== undefined) {
      parts.push(run[0] === run[1] ? `${run[0]}` : `${run[0]}-${run[1]}`);
      run = undefined;
    }
  };
  for (const child of children) {
    const index = typeof child === 'string' ? indices.get(child) : undefined;
    if (index !== undefined && run?.[1] === index - 1) {
      run = [run[0], index];
      continue;
    }
    flush();
    if (index === undefined) {
      parts.push('@');
    } else {
      run = [index, index];
    }
  }
  flush();
  return parts.join(',');
}

/**
 * The tree of the lines. Nodes that there are not are left for the guards to find.
 *
 * @throws Error when a line cannot be read, or the tree has more in it than the network.
 */
export function unpackBlocks(
  lines: readonly unknown[],
  ids: readonly string[],
  names: readonly unknown[],
): readonly unknown[] {
  let next = 0;
  let left = ids.length;
  const take = () => {
    const where = `packed.blocks[${next}]`;
    const line = lines[next];
    next += 1;
    if (typeof line !== 'string') {
      throw new Error(`${where} should be a text`);
    }
    return { line, where };
  };
  const children = (content: string, where: string, depth: number): readonly unknown[] => {
    if (depth > deepest) {
      throw new Error(`${where} should be less than ${deepest} blocks deep`);
    }
    return content.split(',').flatMap((part): readonly unknown[] => {
      if (part === '') {
        return [];
      }
      if (part === '@') {
        return [block(depth + 1)];
      }
      const [first = NaN, last = first] = part.split('-').map(Number);
      left -= last - first + 1;
      if (!Number.isInteger(first) || !Number.isInteger(last) || last < first || left < 0) {
        throw new Error(`${where} should hold indices of nodes, each in one block`);
      }
      return ids.slice(first, last + 1);
    });
  };
  const block = (depth: number): unknown => {
    const { line, where } = take();
    const [kind, repeat, content = '', named = '=', ...rest] = line.split(' ');
    const id = rest.join(' ');
    const name = named === '=' ? id : names[Number(named)];
    return { id, name, kind, children: children(content, where, depth), repeat: Number(repeat) };
  };
  const { line, where } = take();
  return children(line, where, 0);
}
