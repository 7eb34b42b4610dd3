import { readdirSync, readFileSync } from 'node:fs';

/** Resident bytes of a process and all that descend from it; undefined where there is no /proc. */
export function residentBytesOf(pid: number): number | undefined {
  if (process.platform !== 'linux') {
    return undefined;
  }
  const children = new Map<number, number[]>();
  for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    const parent = Number(field(Number(name), 'PPid'));
    children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
  }
  let bytes = 0;
  const rest = [pid];
  for (let next = rest.pop(); next !== undefined; next = rest.pop()) {
    bytes += 1024 * Number.parseInt(field(next, 'VmRSS') ?? '0', 10);
    rest.push(...(children.get(next) ?? []));
  }
  return bytes;
}

function field(pid: number, name: string): string | undefined {
  try {
    return new RegExp(`^${name}:\\s+(.*)$`, 'm').exec(
      readFileSync(`/proc/${pid}/status`, 'utf8'),
    )?.[1];
  } catch {
    // It has ended between the listing and here.
    return undefined;
  }
}
