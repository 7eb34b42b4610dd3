import type { KernelEvent } from '../../protocol/kernel';
import type { MimeBundle } from '../../protocol/mime';

/** An output that can be replaced. */
export interface DisplayHandle<Value = unknown> {
  /** The display id, unique in the kernel. */
  readonly id: string;
  /** Replaces what is shown; settles when the new output has been sent. */
  readonly update: (value: Value) => Promise<void>;
}

/** The global `display` of a cell. */
export interface DisplayFunction {
  /** Shows any value in the running cell. Displays keep the order of their calls. */
  (value: unknown): DisplayHandle;
  /** Shows text as it is, without quotes. */
  readonly text: (text: string) => DisplayHandle<string>;
  readonly html: (markup: string) => DisplayHandle<string>;
  readonly svg: (markup: string) => DisplayHandle<string>;
  readonly markdown: (markdown: string) => DisplayHandle<string>;
  /** Shows a formula, with or without its dollar signs. */
  readonly latex: (formula: string) => DisplayHandle<string>;
  /** Shows any JSON value as a tree. */
  readonly json: (value: unknown) => DisplayHandle;
  readonly png: (bytes: Uint8Array) => DisplayHandle<Uint8Array>;
  readonly jpeg: (bytes: Uint8Array) => DisplayHandle<Uint8Array>;
}

/** How one kind of value is shown. */
export interface DisplayHandler {
  /** For error messages, e.g. `tf.LayersModel`. */
  readonly name: string;
  readonly test: (value: unknown) => boolean;
  /** `undefined` passes the value on to the next handler. */
  readonly toBundle: (value: unknown) => MimeBundle | undefined | Promise<MimeBundle | undefined>;
}

/** The display registry of a kernel. */
export interface Display {
  /** What cells see as `display`. */
  readonly display: DisplayFunction;
  /** Any value as alternatives by mime type. Never rejects, whatever the value does. */
  readonly toBundle: (value: unknown) => Promise<MimeBundle>;
  /** Adds a handler in front of the earlier ones; returns the function that removes it. */
  readonly register: (handler: DisplayHandler) => () => void;
  /** Whether the value of a last expression has nothing to show: `undefined` or a display handle. */
  readonly isSilent: (value: unknown) => boolean;
  /** Settles when every display asked for so far has been sent. */
  readonly settled: () => Promise<void>;
}

/** Where displays go. `emit` is called in the async context of the `display` call. */
export interface DisplayOptions {
  readonly emit: (event: KernelEvent) => void;
}
