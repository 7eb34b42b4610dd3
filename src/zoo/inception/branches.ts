import type { Net } from '../network';
import type { Symbolic, Tf } from '../tensorflow';
import { inOrder, stepsOf, type Form, type Step, type Steps } from './steps';

/** Steps from the input of a module on; a list of several at its end is a fork. */
export type Branch = readonly (Step | readonly Step[])[];

/** The branches of a module from left to right, by their place in the hierarchy. */
export interface Branches {
  readonly [place: string]: Branch;
}

/** Applies steps one after another, all in one place of the hierarchy. */
export function stage(net: Net, place: string, x: Symbolic, steps: readonly Step[]): Symbolic {
  return net.within(place, () => inOrder(steps)(x));
}

/** A module: its name, that of its concatenation, and its branches. */
export interface ModuleArgs {
  readonly name: string;
  readonly output: string;
  readonly branches: (steps: Steps) => Branches;
}

/** A module of a network as one step, in a place of its own. */
export function moduleStep(tf: Tf, net: Net, form: Form, args: ModuleArgs): Step {
  return (x) => net.within(args.name, () => applyModule(tf, net, form, args)(x));
}

/** Applies each branch to the input and joins what comes out: the filter concatenation. */
export function applyModule(
  tf: Tf,
  net: Net,
  form: Form,
  { name, output, branches }: ModuleArgs,
): Step {
  return (x) => {
    const maps = Object.entries(branches(stepsOf(tf, net, form, name))).flatMap(([place, branch]) =>
      net.within(place, () => endsOf(branch, x)),
    );
    return net.apply(tf.layers.concatenate({ name: output }), maps);
  };
}

function endsOf(branch: Branch, x: Symbolic): Symbolic[] {
  return branch.reduce<Symbolic[]>(
    (maps, step) =>
      maps.flatMap((y) => (typeof step === 'function' ? step(y) : step.map((twig) => twig(y)))),
    [x],
  );
}
