/** A convolution of a module: our name of it, and torchvision's. */
type Convolution = readonly [ours: string, torchvision: string];

const moduleA: readonly Convolution[] = [
  ['1x1', 'branch1x1'],
  ['5x5_reduce', 'branch5x5_1'],
  ['5x5', 'branch5x5_2'],
  ['double_3x3_reduce', 'branch3x3dbl_1'],
  ['double_3x3_1', 'branch3x3dbl_2'],
  ['double_3x3_2', 'branch3x3dbl_3'],
  ['pool_proj', 'branch_pool'],
];
const moduleB: readonly Convolution[] = [
  ['3x3', 'branch3x3'],
  ['double_3x3_reduce', 'branch3x3dbl_1'],
  ['double_3x3_1', 'branch3x3dbl_2'],
  ['double_3x3_2', 'branch3x3dbl_3'],
];
const moduleC: readonly Convolution[] = [
  ['1x1', 'branch1x1'],
  ['7x7_reduce', 'branch7x7_1'],
  ['7x7_1x7', 'branch7x7_2'],
  ['7x7_7x1', 'branch7x7_3'],
  ['double_7x7_reduce', 'branch7x7dbl_1'],
  ['double_7x7_1_7x1', 'branch7x7dbl_2'],
  ['double_7x7_1_1x7', 'branch7x7dbl_3'],
  ['double_7x7_2_7x1', 'branch7x7dbl_4'],
  ['double_7x7_2_1x7', 'branch7x7dbl_5'],
  ['pool_proj', 'branch_pool'],
];
const moduleD: readonly Convolution[] = [
  ['3x3_reduce', 'branch3x3_1'],
  ['3x3', 'branch3x3_2'],
  ['7x7_reduce', 'branch7x7x3_1'],
  ['7x7_1x7', 'branch7x7x3_2'],
  ['7x7_7x1', 'branch7x7x3_3'],
  ['7x7_3x3', 'branch7x7x3_4'],
];
const moduleE: readonly Convolution[] = [
  ['1x1', 'branch1x1'],
  ['3x3_reduce', 'branch3x3_1'],
  ['3x3_1x3', 'branch3x3_2a'],
  ['3x3_3x1', 'branch3x3_2b'],
  ['double_3x3_reduce', 'branch3x3dbl_1'],
  ['double_3x3', 'branch3x3dbl_2'],
  ['double_3x3_1x3', 'branch3x3dbl_3a'],
  ['double_3x3_3x1', 'branch3x3dbl_3b'],
  ['pool_proj', 'branch_pool'],
];

/** The modules of Inception-v3, each with its convolutions in the order in which Keras makes them. */
export const inceptionModules: { readonly [module: string]: readonly Convolution[] } = {
  ...{ '5b': moduleA, '5c': moduleA, '5d': moduleA },
  '6a': moduleB,
  ...{ '6b': moduleC, '6c': moduleC, '6d': moduleC, '6e': moduleC },
  '7a': moduleD,
  ...{ '7b': moduleE, '7c': moduleE },
};
