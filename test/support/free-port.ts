/** A port on loopback that nobody listens on; two at once are two. */
export { freePort } from '../../scripts/processes/free-port.mjs';
