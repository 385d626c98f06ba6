import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { type CallContext, type Metadata, ServerError, type ServerMiddleware, Status } from 'nice-grpc';
import { ContractError, Refusal } from '../errors.js';
import type { Exchange } from '../exchange/exchange.js';
import type { Fault, Faults } from '../faults/faults.js';
import type { Allowance, RateLimits } from '../limits/rate-limits.js';
import type { PaperContext } from './call.js';
import { noteArrival, noteRefusal, tickerOf } from './notes.js';

/** Everything that happens to every call before and after its service: notes, token, limits, faults, headers. */
export function createMiddleware({
  exchange,
  faults,
  limits,
}: {
  exchange: Exchange;
  faults: Faults;
  limits: RateLimits;
}): ServerMiddleware<PaperContext> {
  return async function* middleware(call, context) {
    const { service, method } = nameOf(call.method.path);
    const trackingId = randomUUID().replaceAll('-', '');
    context.header.set('x-tracking-id', trackingId);
    const paper = {
      method,
      trackingId,
      readOnly: isReadOnly(context),
      onlyAccount: onlyAccount(context),
      hideMs: 0,
    };
    if (call.responseStream) {
      try {
        checkToken(context);
        checkReach(service, call.request, paper.onlyAccount);
        return yield* call.next(call.request as never, { ...context, paper });
      } catch (error) {
        throw toServerError(error, context, trackingId);
      }
    }
    const request = call.request as unknown;
    noteArrival(exchange, method, request);
    let allowance: Allowance | undefined;
    let fault: Fault | undefined;
    try {
      checkToken(context);
      allowance = limits.count({ service, method, nowMs: Date.now() });
      tellLimit(context.header, allowance);
      if (!allowance.allowed) throw new ContractError(Refusal.tooManyRequests);
      checkReach(service, request, paper.onlyAccount);
      const kinds = PLACING.has(method) ? ([...FAULTS, 'appear-late'] as const) : FAULTS;
      fault = faults.strike(method, kinds, tickerOf(exchange, request));
      strikeBefore(fault);
      const hideMs = fault?.kind === 'appear-late' ? fault.ms : 0;
      const answer = yield* call.next(call.request as never, { ...context, paper: { ...paper, hideMs } });
      await strikeAnswer(fault, context);
      if (fault?.kind === 'appear-late') throw new ContractError(Refusal.duplicateWithoutReport);
      return answer;
    } catch (error) {
      noteRefusal(exchange, { method, request, error });
      // A refusal is an answer too: late or lost like any other.
      if (error instanceof ContractError) await strikeAnswer(fault, context);
      // A refusal has no headers: clients read these, like its words, from what ends it.
      if (allowance) tellLimit(context.trailer, allowance);
      throw toServerError(error, context, trackingId);
    } finally {
      exchange.commit();
    }
  };
}

/** What may strike any call. */
const FAULTS = ['lose-answer', 'delay', 'unavailable', 'exhausted', 'reject'] as const;
/** What may come to be there, and not be seen yet. */
const PLACING = new Set(['PostOrder', 'PostOrderAsync', 'PostSandboxOrder', 'PostStopOrder', 'ReplaceOrder']);

/** `/package.Service/Method` */
function nameOf(path: string): { service: string; method: string } {
  const [, full = '', method = ''] = path.split('/');
  return { service: full.slice(full.lastIndexOf('.') + 1), method };
}

const tokenOf = ({ metadata }: CallContext): string | undefined =>
  /^Bearer\s+(\S+)$/i.exec(metadata.get('authorization') ?? '')?.[1];

/** Any token is good; one that starts with `read` may only read. */
const isReadOnly = (context: CallContext): boolean => tokenOf(context)?.startsWith('read') ?? false;

function checkToken(context: CallContext): void {
  if (tokenOf(context) === undefined) throw new ContractError(Refusal.noToken);
}

/** A token that ends with `@` and the id of an account reaches that one alone. */
const onlyAccount = (context: CallContext): string | undefined => /@(.+)$/.exec(tokenOf(context) ?? '')?.[1];

/** To such a token other accounts are not there, and their orders are not its business. */
function checkReach(service: string, request: unknown, only: string | undefined): void {
  if (only === undefined) return;
  const { accountId, accounts = [] } = (request ?? {}) as { accountId?: string; accounts?: string[] };
  const others = [...accounts, ...(accountId ? [accountId] : [])].some((id) => id !== only);
  if (!others) return;
  const orders = service.includes('Orders');
  throw new ContractError(orders ? Refusal.ordersNotAllowed : Refusal.accountNotFound);
}

function tellLimit(metadata: Metadata, allowance: Allowance): void {
  const { limit, remaining, resetSeconds, windowSeconds } = allowance;
  metadata.set('x-ratelimit-limit', `${limit}, ${limit};w=${windowSeconds}`);
  metadata.set('x-ratelimit-remaining', String(remaining));
  metadata.set('x-ratelimit-reset', String(resetSeconds));
}

/** Nothing is done by a call that these strike. */
function strikeBefore(fault: Fault | undefined): void {
  if (fault?.kind === 'unavailable') throw new ServerError(Status.UNAVAILABLE, 'upstream connect error');
  if (fault?.kind === 'exhausted') throw new ContractError(Refusal.tooManyRequests);
  if (fault?.kind === 'reject') throw new ContractError(fault.code);
}

/** The call has done its work; what is struck is the answer. */
async function strikeAnswer(fault: Fault | undefined, { signal }: CallContext): Promise<void> {
  if (fault?.kind === 'delay') await sleep(fault.ms, undefined, { signal });
  if (fault?.kind === 'lose-answer') await answerNever(signal);
}

/** Until the caller gives up. */
const answerNever = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    const giveUp = () => reject(new ServerError(Status.CANCELLED, 'the caller gave up'));
    signal.addEventListener('abort', giveUp, { once: true });
    if (signal.aborted) giveUp();
  });

/** The broker's form of an error: the code is the message, the words are in the trailer. */
function toServerError(error: unknown, { trailer }: CallContext, trackingId: string): unknown {
  trailer.set('x-tracking-id', trackingId);
  if (!(error instanceof ContractError)) return error;
  trailer.set('message', error.message);
  return new ServerError(error.status, error.code);
}
