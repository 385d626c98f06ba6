/**
 * `npm start`, and `npm run paper` for the paper exchange alone. This file keeps to a syntax that an old Node can read,
 * so that it can say what is wrong; everything newer is loaded after that.
 */
import('./set-up/check-node.mjs')
  .then((module) => {
    module.checkNode(process.versions.node);
    return import('./start/main.mjs');
  })
  .then((module) => module.main(process.argv.slice(2)))
  .catch((error) => {
    console.error(error.code === 'set-up' ? error.message : error);
    process.exit(1);
  });
