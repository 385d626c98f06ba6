/** Rows of the bench: numbers with units, the goal beside each, and the floor that was measured in the same run. */

export const percentile = (values, share) =>
  [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))] ??
  Number.NaN;

/**
 * @typedef {{ name?: string, value: number, unit: string, atMost?: number, atLeast?: number }} Figure
 * @typedef {{ what: string, figures: (Figure & { reached?: boolean })[], floor?: Figure, ratio?: number, goal?: string, note?: string, samples?: number }} Row
 */

/**
 * @param {string} what
 * @param {Figure[]} figures the first one is compared with the floor
 * @param {{ floor?: Figure, note?: string, samples?: number }} [more]
 * @returns {Row}
 */
export function row(what, figures, { floor, note, samples } = {}) {
  const [first] = figures;
  return {
    what,
    figures: figures.map((figure) => {
      const { value, atMost, atLeast } = figure;
      const reached =
        atMost !== undefined ? value <= atMost : atLeast !== undefined ? value >= atLeast : undefined;
      return { ...figure, value: rounded(value), ...(reached !== undefined && { reached }) };
    }),
    ...(floor && { floor: { ...floor, value: rounded(floor.value) } }),
    ...(floor && first && { ratio: rounded(first.value / floor.value) }),
    ...(samples !== undefined && { samples }),
    ...(note && { note }),
  };
}

/** Half and nearly all of the samples, in milliseconds. */
export const latency = (what, values, { p50, p99, floor, note } = {}) =>
  row(
    what,
    [
      { name: 'p50', value: percentile(values, 0.5), unit: 'ms', ...(p50 !== undefined && { atMost: p50 }) },
      { name: 'p99', value: percentile(values, 0.99), unit: 'ms', ...(p99 !== undefined && { atMost: p99 }) },
    ],
    { floor, note, samples: values.length },
  );

export const notMeasured = (what, why) => row(what, [], { note: `not measured here: ${why}` });

const rounded = (value) => Number(value.toPrecision(4));

const text = ({ name, value, unit }) =>
  `${name ? `${name} ` : ''}${value >= 100 ? Math.round(value).toLocaleString('en') : value}${unit && ` ${unit}`}`;

const goalText = ({ name, atMost, atLeast, unit }) => {
  if (atMost === undefined && atLeast === undefined) return [];
  const bound = atMost !== undefined ? `≤ ${atMost}` : `≥ ${atLeast}`;
  return [`${name ? `${name} ` : ''}${bound}${unit && ` ${unit}`}`];
};

/** @param {Row[]} rows */
export function table(rows) {
  const lines = rows.map(({ what, figures, floor, ratio, note }) => {
    const judged = figures.filter(({ reached }) => reached !== undefined);
    return [
      what,
      figures.map(text).join(', ') || (note ?? ''),
      figures.flatMap(goalText).join(', '),
      judged.length === 0 ? '' : judged.every(({ reached }) => reached) ? 'yes' : 'NO',
      floor ? text(floor) : '',
      ratio === undefined ? '' : `${ratio} ×`,
      figures.length > 0 ? (note ?? '') : '',
    ];
  });
  const all = [['what', 'measured', 'goal', 'reached', 'floor', 'of it', ''], ...lines];
  const widths = all[0].map((_, column) => Math.max(...all.map((line) => line[column].length)));
  return all
    .map((line) =>
      line
        .map((cell, column) => cell.padEnd(widths[column]))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
