/**
 * Who may import whom: imports go one way (docs/architecture.md). Each folder lists what it may use; everything
 * else of ours is refused. Only a process's main file builds its dependencies, so nothing imports a process.
 */
const FOLDERS =
  '(domain|broker|database|execution|activities|workflows|tasks|commands|config|locales|worker|api|bot|paper|web|scripts|bench)';

const only = (folder, ...allowed) => ({
  name: `${folder}-imports`,
  severity: 'error',
  from: { path: `^${folder}/` },
  to: { path: `^${FOLDERS}/`, pathNot: `^(${[folder, ...allowed].join('|')})/` },
});

module.exports = {
  forbidden: [
    only('domain'),
    only('paper', 'domain', 'config'),
    only('broker', 'domain'),
    only('database', 'domain'),
    only('execution', 'domain', 'broker', 'database'),
    only('activities', 'domain', 'broker', 'database', 'execution'),
    {
      name: 'workflows-imports-types-of-activities',
      severity: 'error',
      from: { path: '^workflows/' },
      to: { path: '^activities/', dependencyTypesNot: ['type-only'] },
    },
    only('workflows', 'domain', 'activities'),
    {
      name: 'tasks-imports-types-of-workflows',
      severity: 'error',
      from: { path: '^tasks/' },
      to: { path: '^workflows/', pathNot: '^workflows/messages', dependencyTypesNot: ['type-only'] },
    },
    only('tasks', 'domain', 'database', 'workflows'),
    only('commands', 'domain', 'broker', 'database', 'tasks', 'config', 'locales'),
    only('config'),
    only('locales'),
    only('api', 'domain', 'broker', 'commands', 'tasks', 'database', 'config', 'locales'),
    only('bot', 'domain', 'broker', 'commands', 'tasks', 'database', 'config', 'locales'),
    only(
      'worker',
      'domain',
      'broker',
      'database',
      'execution',
      'activities',
      'workflows',
      'tasks',
      'config',
      'locales',
    ),
    {
      name: 'only-database-imports-pg',
      severity: 'error',
      from: { pathNot: '^(database|test|scripts)/' },
      to: { path: 'node_modules/(pg|kysely)/' },
    },
    {
      name: 'domain-imports-decimal-at-most',
      severity: 'error',
      from: { path: '^domain/' },
      to: { dependencyTypes: ['npm', 'npm-dev', 'core'], pathNot: 'node_modules/decimal.js/' },
    },
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|test/fixtures)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default'] },
  },
};
