/** As wide as a digit: columns of figures keep their places in a font that is not monospaced. */
const FIGURE_SPACE = '\u2007';

/** Figures of several lines, each as wide as the widest of its column. */
export function inColumns<Name extends string>(
  lines: readonly Readonly<Record<Name, string>>[],
): Readonly<Record<Name, string>>[] {
  const names = Object.keys(lines[0] ?? {}) as Name[];
  const widths = names.map((name) => [name, Math.max(...lines.map((line) => line[name].length))] as const);
  return lines.map(
    (line) =>
      Object.fromEntries(
        widths.map(([name, width]) => [name, line[name].padStart(width, FIGURE_SPACE)]),
      ) as Record<Name, string>,
  );
}
