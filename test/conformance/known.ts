/** A way of a library that is not cpu's, and not wrong enough to be repaired. */
interface Deviation {
  readonly backends: readonly string[];
  /** The names of the cases. */
  readonly cases: RegExp;
  readonly why: string;
}

const deviations: readonly Deviation[] = [
  {
    backends: ['wasm', 'webgpu', 'tensorflow', 'cuda'],
    cases: /^operation floorDiv \[/,
    why: 'Of floats it gives floats; cpu calls them whole numbers.',
  },
  {
    backends: ['wasm', 'webgpu'],
    cases: /^operation (relu6|sign) zeros, infinities, NaN/,
    why: 'What is no number becomes one.',
  },
  {
    backends: ['tensorflow', 'cuda'],
    cases: /^operation multinomial, seeded/,
    why: 'The package does not hand the seed on.',
  },
];

/** Why a case may differ on a backend; undefined where it may not. */
export function knownDeviation(backend: string, id: string): string | undefined {
  return deviations.find(({ backends, cases }) => backends.includes(backend) && cases.test(id))
    ?.why;
}
