/** @returns what the global set-up left for the tests */
export function sharedServer(name: 'TEST_TEMPORAL_ADDRESS' | 'TEST_DATABASE_URL'): string {
  const value = process.env[name];
  if (value === undefined)
    throw new Error(`${name} is not set: tests are run by Jest with the configuration of the project`);
  return value;
}
