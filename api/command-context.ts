import type { CommandContext, CommandDependencies } from '../commands/index.js';

/** Not a spread: reading the broker while it is away fails, which must be left to the command that needs it. */
export const contextOf = (
  dependencies: CommandDependencies,
  request: Pick<CommandContext, 'by' | 'locale'> & { readonly requestKey?: string | undefined },
): CommandContext => Object.create(dependencies, Object.getOwnPropertyDescriptors(request)) as CommandContext;
