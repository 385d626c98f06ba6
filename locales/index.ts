/** The texts for people, Russian first: one folder of .ftl files a language, with the same keys, and how they are put into words. */
export { describeEntry, describeError, describeIdleness, describeOutage, waitingReason } from './describe.js';
export { describeTask } from './describe-task.js';
export { LOCALES, type Locale, pickLocale } from './locale.js';
export { hasText, type TextData, textKeys, translate } from './translate.js';
