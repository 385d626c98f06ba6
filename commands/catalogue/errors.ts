import { type ReplacedCatalogue, shortFigures } from '../../database/index.js';
import { CommandError } from '../errors.js';

/** The broker listed so few instruments that nothing of it was taken over. */
export class CatalogueRefusedError extends CommandError {
  readonly code = 'catalogue-refused';
  readonly problem = 'conflict';
  constructor(replaced: Pick<ReplacedCatalogue, 'listed' | 'before' | 'short'>) {
    const figures = shortFigures(replaced);
    const kinds = replaced.short
      .filter(({ kind }) => kind !== 'all')
      .map(({ kind, listed, before }) => `${kind} ${listed} of ${before}`);
    super(
      `the broker listed ${[`${replaced.listed} of ${replaced.before} instruments`, ...kinds].join(', ')}: ` +
        'nothing was changed; if there really are so few, ask again with {"anyway": true}',
      { ...figures, listed: String(figures.listed), before: String(figures.before) },
    );
  }
}
