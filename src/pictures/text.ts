import { round } from './tree';

// A picture is laid out where no font can be measured (the kernel), and shown in whatever font
// the editor has. Widths are therefore those of a wide face (DejaVu Sans): text that fits here
// fits everywhere.
const advances: readonly (readonly [RegExp, number])[] = [
  [/[ijl|!.,:;'()[\]\s·I]/, 0.35],
  [/[tfr\-/]/, 0.42],
  [/[sczkvxyJ?_]/, 0.58],
  [/[a-z0-9]/, 0.64],
  [/[mwMWOQ@%&→…×+=<>]/, 0.9],
];
const fullWidth = 1.05;

function advance(character: string): number {
  if (character === 'm' || character === 'w') {
    return 0.95;
  }
  return (
    advances.find(([kind]) => kind.test(character))?.[1] ??
    (character < '\u2e80' ? 0.72 : fullWidth)
  );
}

/** An upper estimate of a text's width in pixels. */
export function textWidth(text: string, fontSize: number, weight: 'normal' | 'bold' = 'normal') {
  let ems = 0;
  for (const character of text) {
    ems += advance(character);
  }
  return round(ems * fontSize * (weight === 'bold' ? 1.1 : 1));
}

/** The text, shortened in its middle so that it fits; names differ at both ends. */
export function fitText(
  text: string,
  width: number,
  fontSize: number,
  weight: 'normal' | 'bold' = 'normal',
): string {
  // Ten thousand characters would be measured only to be thrown away.
  const characters = Array.from(text.slice(0, 400));
  if (textWidth(characters.join(''), fontSize, weight) <= width && text.length <= 400) {
    return text;
  }
  for (let kept = Math.min(characters.length - 1, 120); kept > 1; kept -= 1) {
    const head = Math.ceil(kept / 2);
    const tail = characters.slice(characters.length - (kept - head));
    const short = `${characters.slice(0, head).join('')}…${tail.join('')}`;
    if (textWidth(short, fontSize, weight) <= width) {
      return short;
    }
  }
  return '…';
}

/** A name without as many leading words as it takes: siblings share their beginning. */
export function fitName(name: string, width: number, fontSize: number, weight: 'normal' | 'bold') {
  if (name.length < 100 && textWidth(name, fontSize, weight) > width) {
    const words = name.split(/(?<=[_/.])/);
    for (let dropped = 1; dropped < words.length; dropped += 1) {
      const short = `…${words.slice(dropped).join('')}`;
      if (textWidth(short, fontSize, weight) <= width) {
        return short;
      }
    }
  }
  return fitText(name, width, fontSize, weight);
}

/** As many leading parts as fit, so that the least important go first. */
export function fitParts(parts: readonly string[], width: number, fontSize: number): string {
  for (let kept = parts.length; kept > 0; kept -= 1) {
    const text = parts.slice(0, kept).join(', ');
    if (textWidth(text, fontSize) <= width) {
      return text;
    }
  }
  return parts[0] === undefined ? '' : fitText(parts[0], width, fontSize);
}
