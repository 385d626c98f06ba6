import type { ColumnType } from 'kysely';

/** Written as a value, read back parsed. */
export type Json<T> = ColumnType<T, string, string>;
export type Timestamp = ColumnType<Date, Date | string, Date | string>;
export type GeneratedTimestamp = ColumnType<Date, Date | string | undefined, Date | string>;
export type BigIntText = ColumnType<string, string | number | bigint, string | number | bigint>;
