/** Deeper than this nothing is shown: it would be a dump, not an answer. */
const DEPTH = 2;
const LONGEST = 3_500;

/** Data that has no words of its own yet, as lines of `name: value`. */
export function plainText(data: unknown): string {
  const text = linesOf(data, 0).join('\n');
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}

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
