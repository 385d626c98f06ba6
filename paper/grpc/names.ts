/**
 * `ticker` and `class_code`, which the newer contract has in nearly every answer: the generated codecs do not know them,
 * so they are wrapped, and the two are appended to what they write, inside of the message that is about an instrument.
 */
import type { CompatServiceDefinition } from 'nice-grpc';
import type { OrderState } from 'tinkoff-invest-api/dist/generated/orders.js';
import type { PaperInstrument } from '../instruments/instrument.js';

type Writer = ReturnType<typeof OrderState.encode>;

interface Codec {
  encode(message: never, writer?: Writer): Writer;
}

/** A message and what of it is about an instrument: itself, or the messages in some of its fields. */
export interface Shape {
  readonly codec: Codec;
  readonly names?: readonly [ticker: number, classCode: number];
  readonly holds?: Readonly<Record<string, readonly [field: number, shape: Shape]>>;
}

type Find = (id: string) => PaperInstrument | undefined;
type Message = Readonly<Record<string, unknown>>;
type Encode = (message: Message, writer?: Writer) => Writer;

const lengthDelimited = (field: number): number => field * 8 + 2;

function encoderOf({ codec, names, holds = {} }: Shape, find: Find): Encode {
  const encode = codec.encode as Encode;
  const held = Object.entries(holds).map(([key, [field, shape]]) => ({
    key,
    tag: lengthDelimited(field),
    encode: encoderOf(shape, find),
  }));
  return (message, writer) => {
    const rest: Record<string, unknown> = { ...message };
    for (const { key } of held) rest[key] = Array.isArray(message[key]) ? [] : undefined;
    const written = encode(rest, writer);
    for (const { key, tag, encode: encodeHeld } of held) {
      const value = message[key];
      const values = (Array.isArray(value) ? value : value === undefined ? [] : [value]) as Message[];
      for (const each of values) encodeHeld(each, written.uint32(tag).fork()).ldelim();
    }
    const instrument = names && find(String(message.instrumentUid ?? ''));
    if (!instrument) return written;
    const [ticker, classCode] = names;
    return written
      .uint32(lengthDelimited(ticker))
      .string(instrument.ticker)
      .uint32(lengthDelimited(classCode))
      .string(instrument.classCode);
  };
}

/** Makes the answers of a service carry the names, those whose shapes are given. */
export function withNames<Service extends CompatServiceDefinition>(
  service: Service,
  shapes: readonly Shape[],
  find: Find,
): Service {
  const named = new Map<unknown, Shape>(shapes.map((shape) => [shape.codec, shape]));
  const methods = Object.entries(service.methods).map(([key, method]) => {
    const shape = 'responseType' in method ? named.get(method.responseType) : undefined;
    if (!shape) return [key, method];
    return [key, { ...method, responseType: { ...shape.codec, encode: encoderOf(shape, find) } }];
  });
  return { ...service, methods: Object.fromEntries(methods) };
}
