/** A convolution of the paper's table 1, whose conv3-64 has kernels of 3x3 and 64 filters. */
export interface VggConvolution {
  readonly kernelSize: 1 | 3;
  readonly filters: number;
}

type Block = readonly VggConvolution[];

const conv1 = (filters: number): VggConvolution => ({ kernelSize: 1, filters });
const conv3 = (filters: number): VggConvolution => ({ kernelSize: 3, filters });
const times = (count: number, convolution: VggConvolution): Block =>
  Array.from({ length: count }, () => convolution);

/** The columns of the paper's table 1: five blocks, each ended by a maxpool of 2x2. */
export const vggConfigurations = {
  A: [
    times(1, conv3(64)),
    times(1, conv3(128)),
    times(2, conv3(256)),
    times(2, conv3(512)),
    times(2, conv3(512)),
  ],
  B: [
    times(2, conv3(64)),
    times(2, conv3(128)),
    times(2, conv3(256)),
    times(2, conv3(512)),
    times(2, conv3(512)),
  ],
  C: [
    times(2, conv3(64)),
    times(2, conv3(128)),
    [...times(2, conv3(256)), conv1(256)],
    [...times(2, conv3(512)), conv1(512)],
    [...times(2, conv3(512)), conv1(512)],
  ],
  D: [
    times(2, conv3(64)),
    times(2, conv3(128)),
    times(3, conv3(256)),
    times(3, conv3(512)),
    times(3, conv3(512)),
  ],
  E: [
    times(2, conv3(64)),
    times(2, conv3(128)),
    times(4, conv3(256)),
    times(4, conv3(512)),
    times(4, conv3(512)),
  ],
} as const satisfies { readonly [configuration: string]: readonly Block[] };

/** The paper's configurations by their letter. */
export type VggConfigurations = typeof vggConfigurations;
