// In a syntax that an old Node can read; see start.mjs.

/** @param {string} version such as 20.19.0 */
export function checkNode(version) {
  const parts = version.split('.').map(Number);
  if (parts[0] > 20 || (parts[0] === 20 && parts[1] >= 19)) return;
  const error = new Error(
    `Trademan needs Node 20.19 or newer, and this is ${version}: get one from https://nodejs.org`,
  );
  error.code = 'set-up';
  throw error;
}
