import { type Kysely, sql } from 'kysely';

/**
 * Liquid shares of the MOEX Russia Index (IMOEX) as it was from September 2025 on. The exchange reviews it every quarter,
 * so it is a beginning: people change their lists. What the broker does not list stays in them, inactive.
 */
const LIQUID_SHARES = `
  AFKS AFLT ALRS BSPB CBOM CHMF ENPG FLOT GAZP GMKN HEAD IRAO LKOH MAGN MDMG MGNT MOEX MSNG MTSS NLMK NVTK OZON PHOR PIKK
  PLZL POSI ROSN RTKM RUAL SBER SBERP SNGS SNGSP SVCB T TATN TATNP TRNFP UGLD UPRO VKCO VTBR X5 YDEX`
  .trim()
  .split(/\s+/);

/** Which instruments the ladders `stops` and `shorts` are placed in: those of the white list that are not in the black one. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table ladder_lists (
      ladder text not null check (ladder in ('stops', 'shorts')),
      list text not null check (list in ('white', 'black')),
      ticker text not null,
      instrument_uid text,
      number serial,
      primary key (ladder, list, ticker)
    )`.execute(db);
  await sql`
    insert into ladder_lists (ladder, list, ticker)
    select ladder, 'white', ticker
    from unnest(array['stops', 'shorts']) as ladder,
      unnest(${LIQUID_SHARES}::text[]) with ordinality as shares (ticker, place)
    order by ladder, place`.execute(db);
}
