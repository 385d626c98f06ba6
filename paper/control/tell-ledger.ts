import { Readable } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import type { FastifyReply } from 'fastify';
import type { Ledger } from '../ledger/ledger.js';
import { ControlProblem } from './problem.js';

/**
 * Answers with the entries after `since`. Days of them are read from disk piece by piece as the reader takes them, and
 * the exchange goes on meanwhile. @throws ControlProblem when some of them are not kept any more.
 */
export function tellLedger(ledger: Ledger, since: number, reply: FastifyReply): FastifyReply {
  const { firstSeq } = ledger;
  if (since + 1 < firstSeq) {
    throw new ControlProblem(410, 'ledger-gone', `the oldest entry that is kept is number ${firstSeq}`, {
      firstSeq,
    });
  }
  const pieces = ledger.since(since);
  reply.type('application/json; charset=utf-8');
  if (Array.isArray(pieces)) return reply.send(`{"events":[${pieces.flat().join(',')}]}`);
  return reply.send(Readable.from(textOf(pieces), { objectMode: false }));
}

async function* textOf(pieces: Iterable<readonly string[]>): AsyncGenerator<string> {
  let before = '{"events":[';
  for (const piece of pieces) {
    if (piece.length === 0) continue;
    yield before + piece.join(',');
    before = ',';
    await turn();
  }
  yield before === ',' ? ']}' : `${before}]}`;
}
