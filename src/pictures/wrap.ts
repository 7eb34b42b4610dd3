import { fitText, textWidth } from './text';

/** The text on at most so many lines, broken between words; what does not fit is cut from the last. */
export function wrapText(
  text: string,
  width: number,
  fontSize: number,
  lines: number,
): readonly string[] {
  const wrapped: string[] = [];
  let rest = text
    .slice(0, 400)
    .split(/\s+/)
    .filter((word) => word !== '');
  while (rest.length > 0 && wrapped.length < lines) {
    const isLast = wrapped.length === lines - 1;
    let kept = rest.length;
    while (kept > 1 && textWidth(rest.slice(0, kept).join(' '), fontSize) > width) {
      kept -= 1;
    }
    const line = rest.slice(0, isLast ? rest.length : kept).join(' ');
    wrapped.push(fitText(line, width, fontSize));
    rest = rest.slice(isLast ? rest.length : kept);
  }
  return wrapped;
}
