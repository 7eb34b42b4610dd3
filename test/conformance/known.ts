/** A way of a library that is not cpu's, and not wrong enough to be repaired. */
interface Deviation {
  readonly backend: string;
  /** Begins the names of the cases. */
  readonly cases: string;
  readonly why: string;
}

const deviations: readonly Deviation[] = [];

/** Why a case may differ on a backend; undefined where it may not. */
export function knownDeviation(backend: string, id: string): string | undefined {
  return deviations.find((known) => known.backend === backend && id.startsWith(known.cases))?.why;
}
