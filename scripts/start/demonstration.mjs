/** On an empty paper account something should happen before one's eyes: one small purchase. */

/**
 * @param {ReturnType<import('./api-client.mjs').apiClient>} client
 * @param {(line: string) => void} say
 */
export async function demonstrate(client, say) {
  try {
    const { items } = await client.get('/tasks');
    if (items.length > 0) return;
    // The fixed key: however often a first start is interrupted, there is one demonstration.
    const { tasks } = await client.post(
      '/commands/buy',
      { ticker: 'SBER', sum: '50000' },
      { 'idempotency-key': 'demonstration' },
    );
    say(
      `Demonstration: buying SBER for 50,000 paper roubles as task ${tasks.map(({ id }) => id).join(', ')}`,
    );
  } catch (error) {
    say(`The demonstration purchase was not started: ${error.message}`);
  }
}
