/** The durable part: one file a workflow, each reads like the procedure it carries out. */
export { nuke, remove, shorts, stops } from './ladders.js';
export { refreshCatalogue } from './refresh-catalogue.js';
export { sellbuy } from './sellbuy.js';
export { spread } from './spread.js';
export { restore, stash } from './stashes.js';
export { alert, watch } from './watching.js';
