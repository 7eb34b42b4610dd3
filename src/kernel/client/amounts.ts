/** Decimal units, as disks and downloads count. */
export function describeBytes(bytes: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB'];
  const power = bytes < 1 ? 0 : Math.min(Math.floor(Math.log10(bytes) / 3), units.length - 1);
  const value = bytes / 1000 ** power;
  return `${power === 0 ? value : value.toFixed(value < 10 ? 1 : 0)} ${units[power] ?? ''}`;
}

/** e.g. `42 GFLOP/s`. */
export function describeSpeed(gigaflops: number): string {
  const isLarge = gigaflops >= 1000;
  const value = isLarge ? gigaflops / 1000 : gigaflops;
  return `${value < 10 ? Number(value.toPrecision(2)) : Math.round(value)} ${isLarge ? 'T' : 'G'}FLOP/s`;
}
