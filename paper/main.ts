import { runProcess, StartError } from '../config/index.js';
import { startPaperExchange } from './index.js';
import { DamagedJournalError } from './state/store.js';

await runProcess({
  name: 'trademan-paper',
  async start({ config, logger }) {
    const { dataDir, paper } = config;
    const exchange = await startPaperExchange({ ...paper, dataDir }).catch((error: Error) => {
      // Trying again reads the same: a person has to look.
      if (error instanceof DamagedJournalError) throw new StartError(error.message);
      if (!/EADDRINUSE|No address added/.test(error.message)) throw error;
      const ports = `${paper.port} (PAPER_PORT) or ${paper.controlPort} (PAPER_CONTROL_PORT)`;
      throw new StartError(`port ${ports} is taken; stop what uses it or set another`);
    });
    logger.info({ port: exchange.port, controlPort: exchange.controlPort }, 'the paper exchange is open');
    return () => exchange.close();
  },
});
