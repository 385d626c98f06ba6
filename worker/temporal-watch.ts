import type { Connection } from '@temporalio/client';
import type { Logger } from '../config/index.js';
import { type Loop, startLoop } from './loop.js';

const ASK_MS = 1_000;

/** Asks Temporal every second how it is. @param onBack it answers again after it did not: it may have lost something */
export function watchTemporal(
  { connection, logger }: { connection: Connection; logger: Logger },
  onBack: () => void,
): Loop {
  let away = false;
  return startLoop('watch of Temporal', ASK_MS, logger, async () => {
    try {
      await connection.withDeadline(Date.now() + ASK_MS, () => connection.workflowService.getSystemInfo({}));
    } catch (err) {
      if (!away) logger.info({ err }, 'Temporal does not answer; running tasks go on');
      away = true;
      return;
    }
    if (away) onBack();
    away = false;
  });
}
