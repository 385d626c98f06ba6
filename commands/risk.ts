import Type from 'typebox';
import { confirmRisk, readRiskConfirmation } from '../database/index.js';
import { translate } from '../locales/index.js';
import { type CommandContext, defineCommand } from './define-command.js';
import { ConfirmationInvalidError } from './errors.js';
import { nothingFromWords } from './order-words.js';

/** For which account, and what it risks: the text of the README in the caller's language. */
export interface RiskPreview {
  readonly mode: string;
  readonly accountId: string;
  readonly text: string;
}

/** What came of it: who confirmed it and when, ISO 8601 in UTC; both null where no real money is traded. */
interface RiskResult {
  readonly mode: string;
  readonly by: string | null;
  readonly at: string | null;
}

/**
 * Tells what trading with real money risks, and keeps that a person has confirmed it for this account; before that no order
 * goes out in live mode. Once confirmed it only tells by whom.
 */
export const risk = defineCommand({
  name: 'risk',
  arguments: Type.Object({}, { additionalProperties: false }),
  confirm: 'when-needed',
  fromWords: (words) => nothingFromWords('risk', words),
  async preview(_, { broker: { mode, accountId }, db, locale = 'en' }): Promise<RiskPreview | undefined> {
    if (mode !== 'live') return undefined;
    if (await readRiskConfirmation(db, { mode, accountId })) return undefined;
    return { mode, accountId, text: translate(locale, 'risk-text') };
  },
  async run(_, context) {
    const { mode, accountId } = context.broker;
    if (mode !== 'live') return { kind: 'result', result: { mode, by: null, at: null } };
    const agreed = context.agreed as RiskPreview | undefined;
    // Between the question and the answer another account may have been set.
    if (agreed && agreed.accountId !== accountId) throw new ConfirmationInvalidError();
    if (agreed) {
      const { by, db } = context;
      const entry = { taskId: null, kind: 'risk-confirmed', severity: 'report', data: { by } } as const;
      await confirmRisk(db, { mode, accountId, by, entry });
    }
    return { kind: 'result', result: await resultOf(context) };
  },
});

async function resultOf({ broker: { mode, accountId }, db }: CommandContext): Promise<RiskResult> {
  const { by = null, at } = (await readRiskConfirmation(db, { mode, accountId })) ?? {};
  return { mode, by, at: at?.toISOString() ?? null };
}
