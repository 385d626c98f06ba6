/** What is documented of tasks that only watch: what they tell of, and the report of a finished one. */
import Type from 'typebox';

const orNull = <Schema extends Type.TSchema>(schema: Schema) => Type.Union([schema, Type.Null()]);
const price = Type.String({ description: 'The threshold, roubles', examples: ['300'] });
const against = orNull(Type.String({ description: 'The near leg, where the price is of a spread' }));
const once = Type.Boolean({ description: 'It ends after its first report' });
const rate = Type.String({ description: 'Percent a year', examples: ['18'] });
const minutes = Type.Integer({ description: 'From scan to scan' });

export const WatchingTermsSchema = Type.Union(
  [
    Type.Object({
      price,
      against,
      ratio: orNull(Type.String({ description: 'Near securities per far contract' })),
      once,
      from: orNull(
        Type.Enum(['above', 'below'], {
          description: 'Where the price was when it was asked; null: not known',
        }),
      ),
    }),
    Type.Object({ rate, minutes }),
  ],
  { title: 'WatchingTerms', description: 'What an alert or a watch tells of' },
);

const figures = {
  told: Type.Integer({ description: 'Reports' }),
  why: orNull(Type.Enum(['once', 'expired', 'gone'], { description: 'Why it ended by itself' })),
};

export const WatchingResultSchema = Type.Union(
  [
    Type.Object({
      watching: Type.Enum(['alert']),
      ticker: Type.String(),
      ...{ against, price, once },
      ...figures,
    }),
    Type.Object({ watching: Type.Enum(['watch']), ticker: Type.Null(), ...{ rate, minutes }, ...figures }),
  ],
  { title: 'WatchingResult', description: 'The report of a finished alert or watch' },
);
