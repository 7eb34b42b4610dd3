import { createPlugin } from './plugin';

/** tsserver loads a plugin by calling what its module exports. */
declare const module: { exports: unknown };

module.exports = createPlugin;
