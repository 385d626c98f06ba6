/** A message that asks for a command, taken apart. */
export interface AskedCommand {
  readonly name: string;
  /** What stands after it, split at spaces and line ends. */
  readonly words: readonly string[];
}

const COMMAND = /^\/([a-z0-9_]+)(?:@(\w+))?(?:\s+([\s\S]*))?$/i;

/**
 * Reads `/buy SBER 100000` and `/buy@this_bot …`.
 * @returns undefined for what is no command of ours
 */
export function readCommand(text: string, botName: string): AskedCommand | undefined {
  const [, name, addressee, rest = ''] = COMMAND.exec(text.trim()) ?? [];
  if (name === undefined) return undefined;
  if (addressee !== undefined && addressee.toLowerCase() !== botName.toLowerCase()) return undefined;
  return { name: name.toLowerCase(), words: rest.split(/\s+/).filter((word) => word !== '') };
}
