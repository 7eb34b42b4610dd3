/** A frame as V8 wrote it: where the code that ran was, before anything is mapped back. */
export interface RawFrame {
  readonly functionName: string;
  readonly url: string;
  readonly line: number;
  readonly column: number;
}

const framePattern = /^\s+at (?:(.*) \((.+):(\d+):(\d+)\)|(?:async )?(.+):(\d+):(\d+))$/;

/** Reads the frames out of the text of a `stack`; lines that are no frames with a place are skipped. */
export function parseStack(stack: string): readonly RawFrame[] {
  const frames: RawFrame[] = [];
  for (const line of stack.split('\n')) {
    const match = framePattern.exec(line);
    if (match === null) {
      continue;
    }
    const [, name = '', inner, innerLine, innerColumn, bare, bareLine, bareColumn] = match;
    const url = inner ?? bare ?? '';
    // Code made by eval says where its maker was; that place says nothing about the line.
    if (url === '<anonymous>' || url.includes(', <anonymous>') || url.startsWith('eval at ')) {
      continue;
    }
    frames.push({
      functionName: cleanName(name),
      url,
      line: Number(innerLine ?? bareLine),
      column: Number(innerColumn ?? bareColumn),
    });
  }
  return frames;
}

/** V8's `async Object.f [as g]` is `f` to whoever wrote it. */
function cleanName(name: string): string {
  const plain = name
    .replace(/^async /, '')
    .replace(/ \[as [^\]]*\]$/, '')
    .replace(/^Object\./, '');
  return /(^|\.)<anonymous>$/.test(plain) || plain === 'eval' ? '' : plain;
}
