import type { SourceLocation } from '../protocol/architecture';
import type { Tf } from '../zoo';
import type { LessonHost } from './host';

/** What is told apart by identity: a layer. */
type Made = object;

/** Where in the learner's cells each layer was made. */
export interface Sources {
  readonly sourceOf: (layer: Made) => SourceLocation | undefined;
  /** A factory whose results are remembered with the place that called it. */
  readonly tracked: <Args extends unknown[], Result extends Made>(
    make: (...args: Args) => Result,
  ) => (...args: Args) => Result;
  /** `tracked` for every factory of a record. */
  readonly trackedAll: <Factories extends object>(factories: Factories) => Factories;
  /** Puts everything back as it was. */
  readonly dispose: () => void;
}

/**
 * Remembers the call that made a layer, so that a click on its node finds its line. Two doors:
 *
 * - the factories `tf.layers.*`, replaced in place: the line that makes the layer;
 * - the setter of `Layer.built`, for layers made by `new` or by `tf.input`: an input layer passes it
 *   while it is made, others when they are first applied, which is mostly on the same line.
 *
 * The map is weak: a layer that is gone takes its place along.
 */
export function trackSources(tf: Tf, host: Pick<LessonHost, 'callSite'>): Sources {
  const places = new WeakMap<Made, SourceLocation>();
  const undo: (() => void)[] = [];

  const remember = (layer: Made) => {
    if (places.has(layer)) {
      return;
    }
    const place = host.callSite();
    if (place) {
      places.set(layer, place);
    }
  };
  const tracked: Sources['tracked'] =
    (make) =>
    (...args) => {
      const made = make(...args);
      remember(made);
      return made;
    };

  const { Layer } = tf.layers;
  for (const [name, field] of Object.entries(Object.getOwnPropertyDescriptors(tf.layers))) {
    const isFactory = typeof field.value === 'function' && /^[a-z]/.test(name) && name !== 'input';
    if (isFactory && field.writable === true) {
      const make = field.value as (...args: unknown[]) => Made;
      Object.defineProperty(tf.layers, name, { ...field, value: tracked(make) });
      undo.push(() => Object.defineProperty(tf.layers, name, field));
    }
  }

  const built = Object.getOwnPropertyDescriptor(Layer.prototype, 'built');
  if (built?.set && built.configurable === true) {
    Object.defineProperty(Layer.prototype, 'built', {
      ...built,
      set(this: Made, value: boolean) {
        built.set?.call(this, value);
        remember(this);
      },
    });
    undo.push(() => Object.defineProperty(Layer.prototype, 'built', built));
  }

  return {
    sourceOf: (layer) => places.get(layer),
    tracked,
    trackedAll: <Factories extends object>(factories: Factories) =>
      Object.fromEntries(
        Object.entries(factories as { [name: string]: (...args: unknown[]) => Made }).map(
          ([name, make]) => [name, tracked(make)] as const,
        ),
      ) as Factories,
    dispose: () => {
      for (const restore of undo.splice(0)) {
        restore();
      }
    },
  };
}
