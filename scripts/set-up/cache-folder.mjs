import { homedir } from 'node:os';
import { join } from 'node:path';

/** What the next clone of the project can use again: outside the checkout, in the user's cache. @returns {string} */
export function cacheFolder(environment = process.env) {
  return join(userCache(environment), 'trademan');
}

function userCache({ XDG_CACHE_HOME, LOCALAPPDATA }) {
  if (XDG_CACHE_HOME) return XDG_CACHE_HOME;
  if (process.platform === 'darwin') return join(homedir(), 'Library/Caches');
  if (process.platform === 'win32') return LOCALAPPDATA ?? join(homedir(), 'AppData/Local');
  return join(homedir(), '.cache');
}
