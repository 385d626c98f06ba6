import type { Config } from './config.js';

/** What the broker client wants of the settings. The paper exchange takes any token. */
export const brokerSettings = ({ broker: mode, tinvest }: Config) => ({
  mode,
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
