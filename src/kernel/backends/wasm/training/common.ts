import type { NamedAttrMap } from '@tensorflow/tfjs';

/** Numbers of `simd/block.ts` by the names of tfjs; others are left to XNNPACK. */
const activations: Readonly<Record<string, number>> = { linear: 0, relu: 1, relu6: 2 };

/** The number of a fused activation; nothing when our kernels have none such. */
export function activationOf({ activation }: NamedAttrMap): number | undefined {
  return typeof activation === 'string' ? activations[activation] : 0;
}
