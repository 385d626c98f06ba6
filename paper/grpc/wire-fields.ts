/** Reads the top-level fields of an encoded protobuf message, known to the generated codec or not. */

export interface WireFields {
  /** Values of a varint field. */
  numbers(field: number): readonly bigint[];
  /** Values of a length-delimited field. */
  bytes(field: number): readonly Uint8Array[];
}

const WireType = { varint: 0, fixed64: 1, bytes: 2, fixed32: 5 } as const;

/** @throws RangeError when the message is cut short or malformed. */
export function readWireFields(message: Uint8Array): WireFields {
  const numbers = new Map<number, bigint[]>();
  const bytes = new Map<number, Uint8Array[]>();
  let position = 0;
  const varint = (): bigint => {
    for (let value = 0n, shift = 0n; ; shift += 7n) {
      const byte = message[position];
      if (byte === undefined || shift > 63n) throw new RangeError('malformed varint');
      position += 1;
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return BigInt.asIntN(64, value);
    }
  };
  while (position < message.length) {
    const tag = Number(varint());
    const field = tag >>> 3;
    const type = tag & 7;
    if (type === WireType.varint) add(numbers, field, varint());
    else if (type === WireType.bytes) {
      const length = Number(varint());
      if (length < 0 || position + length > message.length) throw new RangeError('malformed length');
      add(bytes, field, message.subarray(position, position + length));
      position += length;
    } else if (type === WireType.fixed64) position += 8;
    else if (type === WireType.fixed32) position += 4;
    else throw new RangeError(`unknown wire type ${type}`);
  }
  return { numbers: (field) => numbers.get(field) ?? [], bytes: (field) => bytes.get(field) ?? [] };
}

function add<T>(fields: Map<number, T[]>, field: number, value: T): void {
  const values = fields.get(field);
  if (values) values.push(value);
  else fields.set(field, [value]);
}

/** The numbers of a repeated enum, packed or not. Enum values of the contract are below 128: one byte each. */
export const repeatedEnum = (fields: WireFields, field: number): number[] => [
  ...fields.bytes(field).flatMap((packed) => [...packed]),
  ...fields.numbers(field).map(Number),
];
