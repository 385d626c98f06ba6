import { expect, test } from '@jest/globals';
import { GetUserTariffResponse } from 'tinkoff-invest-api/dist/generated/users.js';
import { NewerUsersService } from '../../../broker/grpc/tariff-codec.js';

const { decode } = NewerUsersService.methods.getUserTariff.responseType;
const POST = 'tinkoff.public.invest.api.contract.v1.OrdersService/PostOrder';
const bytesOf = (perMinute: number, methods: string[]) =>
  GetUserTariffResponse.encode({
    unaryLimits: [{ limitPerMinute: perMinute, methods }],
    streamLimits: [],
  }).finish();

test('a limit a second is read beside what the generated code knows', () => {
  const older = bytesOf(100, ['a.B/C']);
  // One UnaryLimit with field 3 appended: a varint, 15. Its length grows by these two bytes.
  const [tag = 0, length = 0, ...rest] = bytesOf(900, [POST]);
  const newer = Buffer.from([tag, length + 2, ...rest, 0x18, 15]);
  expect(decode(Buffer.concat([older, newer])).unaryLimits).toEqual([
    { limitPerMinute: 100, methods: ['a.B/C'] },
    { limitPerMinute: 900, limitPerSecond: 15, methods: [POST] },
  ]);
});

test('an answer of the older contract stays as it is', () => {
  const bytes = bytesOf(300, [POST]);
  expect(decode(bytes)).toEqual(GetUserTariffResponse.decode(bytes));
});
