/**
 * `npm test`: set-up, build, type check, lint and every test; `npm test -- <arguments>` hands them to Jest. Like
 * start.mjs, this file keeps to a syntax that an old Node can read.
 */
import('./set-up/check-node.mjs')
  .then((module) => {
    module.checkNode(process.versions.node);
    return import('./test/main.mjs');
  })
  .then((module) => module.main(process.argv.slice(2)))
  .catch((error) => {
    console.error(error.code === 'set-up' ? error.message : error);
    process.exit(1);
  });
