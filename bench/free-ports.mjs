/** Free ports for what a bench starts. */
import { freePort } from '../scripts/processes/free-port.mjs';

/** @returns so many different ones: asked for one after the other, the same may come twice */
export const freePorts = (count) => Promise.all(Array.from({ length: count }, freePort));
