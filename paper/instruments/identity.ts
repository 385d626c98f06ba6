import { v5 as uuidv5 } from 'uuid';

/** Uids are made from the FIGI, so that they are the same in every installation. */
const UID_NAMESPACE = 'b6a3c1de-0f7a-4a53-9d43-0c35d5b7a9f1';

export interface Identity {
  readonly uid: string;
  readonly positionUid: string;
  readonly assetUid: string;
}

export const identityOf = (figi: string): Identity => ({
  uid: uuidv5(figi, UID_NAMESPACE),
  positionUid: uuidv5(`position ${figi}`, UID_NAMESPACE),
  assetUid: uuidv5(`asset ${figi}`, UID_NAMESPACE),
});

/** A steady number that looks made up, from 0 to `bound` − 1. */
export const madeUp = ({ uid }: Pick<Identity, 'uid'>, bound: number): number =>
  Number.parseInt(uid.slice(0, 6), 16) % bound;
