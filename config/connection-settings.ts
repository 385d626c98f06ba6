import type { Config } from './config.js';

/**
 * How the processes of one installation share what the broker allows one address; the workers share theirs evenly. A
 * worker settles by its part how many hedges a second it can send; the API's lets six orders begin at once.
 */
const PACE_SHARES = { worker: 0.6, api: 0.3, bot: 0.1 } as const;

/** Without a token no bot is started, and the API has its part: the last hundred cancels of a minute go out in five seconds, not seven. */
const shareOf = (process: keyof typeof PACE_SHARES, telegram: Config['telegram']): number =>
  process === 'api' && telegram.token === undefined
    ? PACE_SHARES.api + PACE_SHARES.bot
    : PACE_SHARES[process];

/** What the broker client wants of the settings. The paper exchange takes any token. */
export const brokerSettings = (
  { broker: mode, tinvest, workers, paper, telegram }: Config,
  process: keyof typeof PACE_SHARES,
) => ({
  mode,
  paceShare: shareOf(process, telegram) / (process === 'worker' ? workers : 1),
  ...(mode === 'paper' && { paceMinuteMs: paper.rateWindowMs }),
  endpoint: tinvest.endpoint,
  token: tinvest.token ?? 'paper',
  ...(tinvest.readToken !== undefined && { readToken: tinvest.readToken }),
  ...(tinvest.accountId !== undefined && { accountId: tinvest.accountId }),
  ...(tinvest.caFile !== undefined && { caFile: tinvest.caFile }),
});

/** What Temporal's clients want of them: the embedded server unless another is named. */
export const temporalSettings = ({ temporal }: Config) => ({
  ...temporal,
  address: temporal.address ?? `127.0.0.1:${temporal.port}`,
});
