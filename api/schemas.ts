/** What the API answers, for its documentation; that the answers fit is proved by tests, so nothing is dropped from them. */
import Type from 'typebox';
import { JOURNAL_KINDS } from '../domain/journal.js';
import { TASK_STATES } from '../domain/task.js';
import { SpreadResultSchema, SpreadTermsSchema } from './spread-schemas.js';
import { StopProgressSchema, StopsResultSchema } from './stop-schemas.js';
import { WatchingResultSchema, WatchingTermsSchema } from './watching-schemas.js';

const orNull = <Schema extends Type.TSchema>(schema: Schema) => Type.Union([schema, Type.Null()]);
const DecimalString = Type.String({ pattern: '^-?\\d+(\\.\\d+)?$', examples: ['312.5'] });
const Moment = Type.String({ format: 'date-time' });
const Figures = Type.Record(Type.String(), Type.Union([Type.String(), Type.Number(), Type.Null()]));

export const listOf = <Schema extends Type.TSchema>(schema: Schema) =>
  Type.Object({ items: Type.Array(schema) });

const SellbuyResultSchema = Type.Object(
  {
    direction: Type.Enum(['buy', 'sell']),
    ticker: Type.String(),
    amount: Type.Integer(),
    executed: Type.Integer(),
    averagePrice: orNull(DecimalString),
    commission: DecimalString,
    commissionUnknownLots: Type.Optional(
      Type.Integer({ description: 'Lots that a person settled without their commission: it is in addition' }),
    ),
  },
  { title: 'SellbuyResult', description: 'The report of a finished purchase or sale, per security' },
);

export const TaskSchema = Type.Object(
  {
    id: Type.String({ examples: ['sellbuy/42'] }),
    kind: Type.String(),
    state: Type.Enum(TASK_STATES),
    title: Type.String({ description: 'In the language of Accept-Language' }),
    mode: Type.String({ examples: ['paper', 'sandbox', 'live'] }),
    ticker: orNull(Type.String()),
    amount: orNull(Type.Integer({ description: 'Securities' })),
    limitPrice: orNull(DecimalString),
    spread: orNull(SpreadTermsSchema),
    watching: orNull(WatchingTermsSchema),
    executed: Type.Integer({
      description: 'Securities, of a spread far contracts, of what only watches reports',
    }),
    averagePrice: orNull(DecimalString),
    waiting: orNull(Type.Object({ for: Type.String(), detail: Type.String() })),
    idle: orNull(
      Type.Object(
        {
          reason: Type.String(),
          of: Type.String(),
          since: Moment,
          detail: Type.String(),
          limit: Type.Optional(Type.String({ description: 'Which limit in roubles an order would break' })),
          value: Type.Optional(Type.String({ description: 'What that limit is' })),
          would: Type.Optional(Type.String({ description: 'What the order would make of it' })),
        },
        {
          description:
            'Why it has no order, or sees nothing, though it runs and its market is open, and which ticker that is about',
        },
      ),
    ),
    outage: orNull(Type.String({ description: 'What a part that is away means for it now' })),
    requestedBy: Type.String(),
    origin: orNull(Type.String({ description: 'The queue row it comes from' })),
    startedAt: Moment,
    finishedAt: orNull(Moment),
    progress: orNull(StopProgressSchema),
    result: Type.Union([
      SellbuyResultSchema,
      SpreadResultSchema,
      StopsResultSchema,
      WatchingResultSchema,
      Type.Null(),
    ]),
    error: orNull(
      Type.Object(
        { code: Type.String(), detail: Type.String(), data: Figures },
        { description: 'Why it failed, or ended before its amount without being stopped: time-over' },
      ),
    ),
  },
  { title: 'Task' },
);

export const HaltSchema = Type.Object(
  { since: Moment, by: Type.String(), reason: orNull(Type.String()) },
  { title: 'Halt', description: 'Nothing is ordered but hedges and cancels' },
);

export const TaskListSchema = Type.Object({ items: Type.Array(TaskSchema), halted: orNull(HaltSchema) });

const ObstacleSchema = Type.Object({ code: Type.String(), data: Figures, detail: Type.String() });

export const ProblemSchema = Type.Object(
  {
    type: Type.String(),
    title: Type.String(),
    status: Type.Integer(),
    code: Type.String({ description: 'Stable; what to act on' }),
    detail: Type.String({ description: 'In the language of Accept-Language' }),
    data: Figures,
    obstacles: Type.Optional(
      Type.Array(ObstacleSchema, { description: 'Where it is several at once: each of them' }),
    ),
    nearest: Type.Optional(
      Type.Array(Type.String(), { description: 'Of a ticker that is not known: those that are like it' }),
    ),
    choices: Type.Optional(
      Type.Array(Type.Object({ ticker: Type.String(), board: Type.String(), name: Type.String() }), {
        description: 'Of a ticker that several boards have: each as it is to be written',
      }),
    ),
  },
  { title: 'Problem' },
);

export const JournalEntrySchema = Type.Object(
  {
    seq: Type.Integer(),
    at: Moment,
    taskId: orNull(Type.String()),
    kind: Type.Enum([...JOURNAL_KINDS]),
    severity: Type.Enum(['info', 'report', 'warning']),
    data: Figures,
    text: Type.String({ description: 'In the language of Accept-Language' }),
  },
  { title: 'JournalEntry' },
);

/** Only in a row that names something the broker does not list any more. */
const Gone = Type.Optional(
  Type.Array(Type.Object({ ticker: Type.String(), since: Moment }), {
    description: 'What of it is gone: not listed any more, or an expired future. Absent where nothing is',
  }),
);

export const SellbuyRowSchema = Type.Object(
  {
    id: Type.Integer(),
    ticker: Type.String(),
    sell: Type.Boolean(),
    amount: Type.Integer(),
    limitPrice: orNull(DecimalString),
    active: Type.Boolean(),
    gone: Gone,
  },
  { title: 'SellbuyRow' },
);

const Contracts = Type.Integer({ description: 'Far contracts' });

export const SpreadRowSchema = Type.Object(
  {
    id: Type.Integer(),
    farTicker: Type.String(),
    nearTicker: Type.String(),
    sell: Type.Boolean({ description: 'Sells the far leg and buys the near one' }),
    amount: Contracts,
    price: DecimalString,
    ratio: orNull(DecimalString),
    active: Type.Boolean(),
    slop: Type.Integer(),
    payUpTicks: Type.Integer(),
    displayQuantity: orNull(Contracts),
    maxUnhedged: orNull(Contracts),
    until: orNull(Moment),
    now: Type.Boolean(),
    gone: Gone,
  },
  { title: 'SpreadRow' },
);

const PartSchema = Type.Object({ status: Type.Enum(['ok', 'down']), detail: Type.Optional(Type.String()) });

export const HealthSchema = Type.Object(
  {
    status: Type.Enum(['ok', 'degraded']),
    mode: Type.String(),
    halted: orNull(HaltSchema),
    database: PartSchema,
    temporal: PartSchema,
    worker: PartSchema,
    broker: PartSchema,
    selfCheck: orNull(
      Type.Object(
        {
          token: Type.Enum(['full-access', 'reads-only']),
          account: Type.Enum(['ok']),
          clock: Type.Enum(['ok', 'off', 'unknown']),
          clockAheadMs: Type.Integer({ description: "This computer's clock against the broker's, at least" }),
          risk: Type.Enum(['confirmed', 'not-confirmed', 'no-real-money']),
        },
        { description: 'What was checked of the account; null while the broker has not answered yet' },
      ),
    ),
    outage: orNull(Type.String({ description: 'What that means for running tasks, in one sentence' })),
  },
  { title: 'Health' },
);

export const NextCommandSchema = Type.Object(
  { command: Type.String(), arguments: Type.Record(Type.String(), Type.Unknown()) },
  { description: 'What is offered to be called next' },
);

export const FileSchema = Type.Object(
  {
    name: Type.String({ examples: ['trademan-positions-2026-11-30.csv'] }),
    mime: Type.String({ examples: ['text/csv'] }),
    text: Type.String(),
    rows: Type.Integer({ description: 'Records in it, the header apart' }),
  },
  { description: 'The same as a file, where it was asked for' },
);

/** A task that was told to stop, to pause or to go on. */
export const ToldSchema = Type.Object(
  { ...TaskSchema.properties, next: Type.Optional(NextCommandSchema) },
  { title: 'ToldTask' },
);

export const StartedSchema = Type.Object({
  tasks: Type.Array(TaskSchema),
  refused: Type.Optional(
    Type.Array(
      Type.Object({
        row: Type.Integer(),
        ticker: Type.String(),
        error: Type.Object({
          code: Type.String(),
          data: Figures,
          obstacles: Type.Optional(Type.Array(Type.Object({ code: Type.String(), data: Figures }))),
        }),
        detail: Type.String(),
      }),
    ),
  ),
});

export const ConfirmationSchema = Type.Object({
  ...ProblemSchema.properties,
  preview: Type.Unknown(),
  token: Type.String({ description: 'Single-use; sent back as `confirm`' }),
  expiresAt: Moment,
});

/** The refusals any route may answer with. */
export const problems = (...statuses: readonly number[]) =>
  Object.fromEntries([...statuses, 401].map((status) => [status, ProblemSchema]));

export const IdempotencyHeaders = Type.Object({
  'idempotency-key': Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 200,
      description: 'The same key again gets the first answer and starts nothing new',
    }),
  ),
});
