/**
 * `UnaryLimit.limit_per_second` (field 3, int32) is newer than the generated code, which skips it: it is read from the
 * bytes of the answer and joined to what the generated code reads.
 */
import {
  GetUserTariffResponse,
  type UnaryLimit,
  UsersServiceDefinition,
} from 'tinkoff-invest-api/dist/generated/users.js';

export interface NewerUserTariff extends GetUserTariffResponse {
  readonly unaryLimits: (UnaryLimit & { readonly limitPerSecond?: number })[];
}

const UNARY_LIMITS = 1;
const LIMIT_PER_SECOND = 3;

const codec = {
  encode: (message: NewerUserTariff) => GetUserTariffResponse.encode(message),
  decode(input: Uint8Array): NewerUserTariff {
    const answer = GetUserTariffResponse.decode(input);
    const perSecond = fieldsOf(input)
      .filter(({ field }) => field === UNARY_LIMITS)
      .map(({ bytes }) => fieldsOf(bytes).findLast(({ field }) => field === LIMIT_PER_SECOND)?.value);
    return {
      ...answer,
      unaryLimits: answer.unaryLimits.map((limit, index) => {
        const limitPerSecond = perSecond[index];
        return limitPerSecond ? { ...limit, limitPerSecond } : limit;
      }),
    };
  },
};

export const NewerUsersService = {
  ...UsersServiceDefinition,
  methods: {
    ...UsersServiceDefinition.methods,
    getUserTariff: { ...UsersServiceDefinition.methods.getUserTariff, responseType: codec },
  },
} as const;

interface Field {
  readonly field: number;
  /** Of a varint. */
  readonly value: number;
  /** Of a message or text. */
  readonly bytes: Uint8Array;
}

const NO_BYTES = new Uint8Array();
const WIDTH: Readonly<Record<number, number>> = { 1: 8, 5: 4 };

/** The generated decoder has been through the same bytes: they are well formed. */
function fieldsOf(message: Uint8Array): Field[] {
  const fields: Field[] = [];
  let position = 0;
  const varint = (): number => {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = message[position++] ?? 0;
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value;
    }
  };
  while (position < message.length) {
    const tag = varint();
    const type = tag & 7;
    const value = type === 0 || type === 2 ? varint() : 0;
    const length = type === 2 ? value : (WIDTH[type] ?? 0);
    const bytes = length > 0 ? message.subarray(position, position + length) : NO_BYTES;
    position += length;
    fields.push({ field: tag >>> 3, value, bytes });
  }
  return fields;
}
