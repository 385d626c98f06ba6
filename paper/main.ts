import { runProcess } from '../config/index.js';
import { startPaperExchange } from './index.js';

await runProcess({
  name: 'trademan-paper',
  async start({ config, logger }) {
    const { dataDir, paper } = config;
    const exchange = await startPaperExchange({ ...paper, dataDir });
    logger.info({ port: exchange.port, controlPort: exchange.controlPort }, 'the paper exchange is open');
    return () => exchange.close();
  },
});
