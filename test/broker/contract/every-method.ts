/** What the suite has to cover: every method of the `Broker` interface, by the type and by the object at hand. */
import type { Broker } from '../../../broker/index.js';
import type { Scene } from './scene.js';

type MembersOf<T> = keyof T & string;
type Groups = {
  [K in MembersOf<Broker>]: Broker[K] extends object
    ? Broker[K] extends (...args: never[]) => unknown
      ? never
      : K
    : never;
}[MembersOf<Broker>];

/** `orders.post` and so on; a member that is missing in a table over these does not compile. */
export type MethodName =
  | Exclude<MembersOf<Broker>, Groups>
  | { [G in Groups]: `${G}.${MembersOf<Broker[G]>}` }[Groups];

export type Cases = { [Name in MethodName]?: (scene: Scene) => Promise<void> };

/** Those of the interface's own text, so that what nobody implements yet is missed too. */
export function methodsInSource(source: string): string[] {
  const interfaces = new Map(
    [...source.matchAll(/export interface (\w+) \{\n([\s\S]*?)\n\}/g)].map(([, name = '', body = '']) => [
      name,
      [...body.matchAll(/^ {2}(?:readonly )?(\w+)(?:\(|\??: )(\w*)/gm)].map(([, member = '', type = '']) => ({
        member,
        type,
      })),
    ]),
  );
  return (interfaces.get('Broker') ?? []).flatMap(({ member, type }) => {
    const members = interfaces.get(type);
    return members ? members.map((each) => `${member}.${each.member}`) : [member];
  });
}
