/** What there is to do after a start: the tasks of the last one, or, on an empty paper account, something to see. */

const MOST_NAMES = 5;

/**
 * @param {ReturnType<import('./api-client.mjs').apiClient>} client
 * @param {{ broker: string, say: (line: string) => void }} options
 */
export async function takeUpWork(client, { broker, say }) {
  try {
    const { items, halted } = await client.get('/tasks');
    if (halted) tellHalted(halted, say);
    if (items.length > 0) tellUnfinished(items, say);
    else if (!halted && broker === 'paper') await demonstrate(client, say);
  } catch (error) {
    say(`The tasks cannot be told now: ${error.message}`);
  }
}

function tellHalted({ since, reason }, say) {
  const why = reason === null ? '' : ` (${reason})`;
  say(`Halted since ${since}${why}: nothing new is ordered until /unhalt`);
}

function tellUnfinished(items, say) {
  const names = items.filter(({ finishedAt }) => finishedAt === null).map(({ id }) => id);
  if (names.length === 0) return;
  const more = names.length > MOST_NAMES ? ` and ${names.length - MOST_NAMES} more` : '';
  say(`Going on with ${names.slice(0, MOST_NAMES).join(', ')}${more}`);
}

async function demonstrate(client, say) {
  say('Demonstration: one small purchase, SBER for 50,000 paper roubles');
  try {
    // The fixed key: however often a first start is interrupted, there is one demonstration.
    await client.post(
      '/commands/buy',
      { ticker: 'SBER', sum: '50000' },
      { 'idempotency-key': 'demonstration' },
    );
  } catch (error) {
    say(`The demonstration was not started: ${error.message}`);
  }
}
