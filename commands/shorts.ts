import { listedLadder } from './ladder/listed.js';

/** Sales far above the last prices of every instrument of a list; what would become short is asked about first. */
export const shorts = listedLadder('shorts');
