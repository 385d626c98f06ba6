/** The process that serves the API. */
import { runProcess } from '../config/index.js';
import { startApi } from './start-api.js';

await runProcess({ name: 'trademan-api', start: startApi });
