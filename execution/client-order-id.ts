export { clientOrderIdOf } from '../database/client-order-id.js';
