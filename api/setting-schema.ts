import Type from 'typebox';

const Value = Type.Union([Type.String(), Type.Integer(), Type.Array(Type.String()), Type.Null()]);

/** One setting. */
export const SettingSchema = Type.Object({
  key: Type.String({ examples: ['stops.sum'] }),
  value: Value,
  default: Value,
  range: Type.Object({
    type: Type.String({ examples: ['roubles', 'percent', 'percents', 'integer', 'choice'] }),
    least: Type.Optional(Type.String()),
    most: Type.Optional(Type.String()),
    decimals: Type.Optional(Type.Integer({ description: 'Digits after the point' })),
    longest: Type.Optional(Type.Integer({ description: 'So many in the list at most' })),
    choices: Type.Optional(Type.Array(Type.String())),
    mayBeNone: Type.Boolean({ description: 'Whether null is a value' }),
  }),
  changedBy: Type.Union([Type.String(), Type.Null()]),
  changedAt: Type.Union([Type.String({ format: 'date-time' }), Type.Null()]),
  help: Type.Object({ ru: Type.String(), en: Type.String() }),
});
