import type { Reconciled } from '../../commands/index.js';
import { describeEntry, type Locale, translate } from '../../locales/index.js';
import { MOST_LINES } from './most-lines.js';

/** What differs between the account and the tasks: first what is so, then what may be only on its way. */
export function reconciledText(locale: Locale, result: unknown): string {
  const { lookedAt, differences, stopOrders, stopOrdersInSeconds: seconds } = result as Reconciled;
  const lineOf = ({ kind, task, data }: Reconciled['differences'][number]): string => {
    const words =
      kind === 'position'
        ? translate(locale, 'reconcile-position', data)
        : describeEntry(locale, { kind, data });
    return translate(locale, 'reconcile-line', { task, words });
  };
  const [lasting, passing] = [false, true].map((mayPass) =>
    differences.filter((each) => each.mayPass === mayPass).map(lineOf),
  );
  const shown = (lines: readonly string[] = []) => {
    const more = lines.length - MOST_LINES;
    return more > 0
      ? [...lines.slice(0, MOST_LINES), translate(locale, 'reconcile-more', { count: more })]
      : lines;
  };
  return [
    translate(locale, differences.length === 0 ? 'reconcile-same' : 'reconcile-title'),
    ...shown(lasting),
    ...(passing?.length ? [translate(locale, 'reconcile-passing'), ...shown(passing)] : []),
    ...(stopOrders
      ? []
      : [translate(locale, seconds === null ? 'reconcile-no-stops' : 'reconcile-stops-later', { seconds })]),
    translate(locale, 'reconcile-last', { lookedAt }),
  ].join('\n');
}
