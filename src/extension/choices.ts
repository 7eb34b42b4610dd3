import { backendNames } from '../protocol/kernel';

/** What `tsnb.backend` may hold. */
export const backendChoices = ['auto', ...backendNames] as const;

/** One of `backendChoices`. */
export type BackendChoice = (typeof backendChoices)[number];
