/** Deeper than this nothing is shown: it would be a dump, not an answer. */
const DEPTH = 2;

/** Data that has no words of its own yet, as lines of `name: value`. */
export const plainText = (data: unknown): string => linesOf(data, 0).join('\n');

function linesOf(data: unknown, depth: number): string[] {
  if (data === null || data === undefined) return [];
  if (typeof data !== 'object') return [String(data)];
  if (depth > DEPTH) return ['…'];
  if (Array.isArray(data)) return data.map((each) => linesOf(each, depth + 1).join(', '));
  return Object.entries(data).flatMap(([name, value]) => {
    const lines = linesOf(value, depth + 1);
    return lines.length === 0 ? [] : [`${name}: ${lines.join(Array.isArray(value) ? '\n' : ', ')}`];
  });
}
