import { existsSync, readFileSync } from 'node:fs';
import type { Config } from './config.js';

/** @returns in one sentence why the settings, though each is right, cannot be started; undefined when they can. */
export function whatCannotRun({ broker, tinvest }: Config): string | undefined {
  if (broker === 'live' && !tinvest.token) {
    return 'BROKER=live needs TINVEST_TOKEN: make a token with full access to one account in the settings of T-Invest and put it into .env';
  }
  if (broker === 'sandbox' && !tinvest.token) {
    return 'BROKER=sandbox needs TINVEST_TOKEN: make a sandbox token in the settings of T-Invest and put it into .env';
  }
  return tinvest.caFile === undefined ? undefined : whatIsWrongWith(tinvest.caFile);
}

/** The state's site offers the certificate in two forms, of which the TLS library reads one. */
function whatIsWrongWith(caFile: string): string | undefined {
  if (!existsSync(caFile)) {
    return `TINVEST_CA_FILE names ${caFile}, where there is no file: give the path of the certificate, or leave it out`;
  }
  if (!readFileSync(caFile, 'latin1').includes('-----BEGIN CERTIFICATE-----')) {
    return `TINVEST_CA_FILE names ${caFile}, which is no PEM file: take the PEM form of the certificate, or make it by "openssl x509 -inform der -in ${caFile} -out ca.pem"`;
  }
  return undefined;
}
