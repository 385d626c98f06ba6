import { listedLadder } from './ladder/listed.js';

/** Purchases far below the last prices of every instrument of a list: they wait for the second in which a market crashes. */
export const stops = listedLadder('stops');
