import { randomBytes } from 'node:crypto';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { StartError } from '../config/index.js';

const TOKEN_BYTES = 32;
/** As for a token given from outside. */
const SHORTEST_TOKEN = 16;

/**
 * The token made at the first start and kept where only its owner reads it; two processes starting at once agree on one.
 * @throws StartError when the file was emptied or cut: an empty token would let everybody in.
 */
export async function apiToken(dataDir: string): Promise<string> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const path = join(dataDir, 'api-token');
  const token = await readToken(path).catch(async (error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
    await makeToken(path);
    return readToken(path);
  });
  if (token.length < SHORTEST_TOKEN)
    throw new StartError(`${path} holds no token: remove it, and the next start makes a new one`);
  return token;
}

const readToken = async (path: string): Promise<string> => (await readFile(path, 'utf8')).trim();

async function makeToken(path: string): Promise<void> {
  const draft = `${path}.${process.pid}`;
  await writeFile(draft, `${randomBytes(TOKEN_BYTES).toString('base64url')}\n`, { mode: 0o600 });
  try {
    // A link fails where the file exists already, and never shows it half-written.
    await link(draft, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    await rm(draft, { force: true });
  }
}
