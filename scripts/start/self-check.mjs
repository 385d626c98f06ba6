/** What was checked of the broker's account before anything is traded, as a person reads it in the terminal. */

const TOKEN = {
  'full-access': 'the token has full access',
  'reads-only': 'the token only reads, so no order can be placed',
};
const RISK = {
  confirmed: ['The risk is confirmed for this account: orders go out, with real money.'],
  'not-confirmed': [
    'No order goes out before the risk is confirmed for this account, once: /risk in the chat, or POST /api/v1/commands/risk.',
  ],
  'no-real-money': [],
};

/**
 * @param {{ token: string, clock: string, clockAheadMs: number, risk: string } | null | undefined} selfCheck of /health
 * @returns {string[]} nothing on paper, whose account and clock are this computer's own
 */
export function selfCheckLines(selfCheck, broker) {
  if (!selfCheck || broker === 'paper') return [];
  const { token, risk } = selfCheck;
  return [
    `Self-check: ${TOKEN[token] ?? token}; the account is open and can trade; ${clockWords(selfCheck)}.`,
    ...(RISK[risk] ?? []),
  ];
}

function clockWords({ clock, clockAheadMs }) {
  if (clock === 'unknown') return 'the broker did not tell its time, so the clock could not be compared';
  const seconds = (Math.abs(clockAheadMs) / 1_000).toFixed(1);
  if (clock === 'ok') return "the clock agrees with the broker's";
  return `the clock is ${seconds} s ${clockAheadMs > 0 ? 'ahead of' : 'behind'} the broker's: let the system set it by the network`;
}
