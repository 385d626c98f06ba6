/** The process that carries tasks out: Temporal's worker, the executors, and the loops that look after both. */
import { runProcess } from '../config/index.js';
import { startWorker } from './start-worker.js';

await runProcess({ name: 'trademan-worker', start: startWorker });
