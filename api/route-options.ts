import type { CommandDependencies } from '../commands/index.js';

/** Kept whole: Fastify copies a plugin's options, and the broker may not be read before it answers. */
export interface RouteOptions {
  readonly dependencies: CommandDependencies;
}
