/** Every combination of a value of each list: `{ a: [1, 2], b: [3] }` gives { a: 1, b: 3 }, ... */
export function combinations<Case extends object>(lists: {
  readonly [Name in keyof Case]: readonly Case[Name][];
}): Case[] {
  return Object.entries<readonly unknown[]>(lists).reduce<object[]>(
    (cases, [name, values]) =>
      cases.flatMap((one) => values.map((value) => ({ ...one, [name]: value }))),
    [{}],
  ) as Case[];
}

/** `7x6 5x8` as [[7, 6], [5, 8]]. */
export function pairs(words: string): [number, number][] {
  return words.split(' ').map((word) => word.split('x').map(Number) as [number, number]);
}
