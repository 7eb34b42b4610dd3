import type { Shape } from '../protocol/architecture';
import type { PlacedLayer } from './layers';
import type { Meter, Owner } from './meter';
import {
  bytesOf,
  sizeOf,
  type Engine,
  type Layer,
  type TapeNode,
  type TensorLike,
} from './tensorflow';

/** What one layer costs. */
export interface LayerCost {
  /** The layer's name, after those of the models that it is in: `base/conv1`. */
  readonly name: string;
  readonly className: string;
  readonly outputShape: Shape;
  /** Number of weights. */
  readonly params: number;
  /** Multiply-adds for the batch, in training those of its gradients included. */
  readonly macs: number;
  /** Bytes that it keeps for the backward pass; in a prediction, those of its output. */
  readonly activationBytes: number;
}

/** What is noted of one layer besides the meter's sums. */
interface Page extends PlacedLayer {
  outputShape: Shape;
  activationBytes: number;
}

type Call = (...args: unknown[]) => TensorLike | TensorLike[];

/** Says which layer has which part in a meter's sums. */
export class Ledger {
  readonly #meter: Meter;
  readonly #pages: readonly Page[];
  #failedAt: string | undefined;

  constructor(meter: Meter, layers: readonly PlacedLayer[]) {
    this.#meter = meter;
    this.#pages = layers.map((placed) => ({
      ...placed,
      outputShape: ownShape(placed.layer),
      activationBytes: 0,
    }));
  }

  /** The layer in which an error came up. */
  get failedAt(): string | undefined {
    return this.#failedAt;
  }

  /** Follows what the layers compute from now on; puts functions of its own in their way. */
  watch(engine: Engine): void {
    for (const [owner, page] of this.#pages.entries()) {
      const { layer } = page as unknown as { readonly layer: { call: Call } };
      const original = layer.call;
      layer.call = (...args) => {
        const value = this.#within(owner, () => Reflect.apply(original, layer, args));
        const outputs = Array.isArray(value) ? value : [value];
        page.outputShape = [null, ...(outputs[0]?.shape.slice(1) ?? [])];
        page.activationBytes = outputs.reduce(
          (sum, { shape, dtype }) => sum + bytesOf(shape, dtype),
          0,
        );
        return value;
      };
    }
    this.#watchGradients(engine);
  }

  /** The forward pass has ended: what layers have now, they keep for the backward pass. */
  noteKept(): void {
    for (const [owner, page] of this.#pages.entries()) {
      page.activationBytes = this.#meter.partOf(owner).bytes;
    }
  }

  costs(): readonly LayerCost[] {
    return this.#pages.map(({ name, layer, outputShape, activationBytes }, owner) => ({
      name,
      className: layer.getClassName(),
      outputShape,
      params: countWeights(layer),
      macs: this.#meter.partOf(owner).macs,
      activationBytes,
    }));
  }

  /** What a gradient costs belongs to the layer whose operation it goes back over. */
  #watchGradients(engine: Engine): void {
    const original = engine.addTapeNode.bind(engine);
    engine.addTapeNode = (...node) => {
      original(...node);
      const added = engine.state.activeTape?.at(-1);
      if (added?.gradient) {
        added.gradient = this.#owned(this.#meter.owner, added.gradient);
      }
    };
  }

  #owned(owner: Owner, gradient: NonNullable<TapeNode['gradient']>): typeof gradient {
    return (dys) => {
      const gradients = this.#within(owner, () => gradient(dys));
      return Object.fromEntries(
        Object.entries(gradients).map(
          ([input, compute]) => [input, () => this.#within(owner, compute)] as const,
        ),
      );
    };
  }

  #within<Result>(owner: Owner, work: () => Result): Result {
    const outer = this.#meter.owner;
    this.#meter.owner = owner;
    try {
      return work();
    } catch (error) {
      this.#failedAt ??= owner === undefined ? undefined : this.#pages[owner]?.name;
      throw error;
    } finally {
      this.#meter.owner = outer;
    }
  }
}

/** An input layer is never called; its shape is in the field that others may have as well. */
function ownShape(layer: Layer): Shape {
  const { batchInputShape } = layer as { readonly batchInputShape?: Shape };
  return batchInputShape ?? [];
}

function countWeights(layer: Layer): number {
  return layer.weights.reduce(
    (sum, { shape }) => sum + sizeOf(shape.map((length) => length ?? 0)),
    0,
  );
}
