import type { Settings } from '../settings.js';
import { SPREAD_DEFAULTS, type SpreadOptions } from './terms.js';

/** The options of a new spread, where its row does not say. */
export const spreadDefaults = (settings: Settings): SpreadOptions => ({
  ...SPREAD_DEFAULTS,
  slop: settings['spread.slop'],
  payUpTicks: settings['spread.payUpTicks'],
  displayQuantity: settings['spread.displayQuantity'],
  maxUnhedged: settings['spread.maxUnhedged'],
});
