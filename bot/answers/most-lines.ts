/** More lines than this nobody reads. */
export const MOST_LINES = 30;
