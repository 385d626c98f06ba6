import { SetUpError } from './set-up-error.mjs';

/** What Temporal's worker and the embedded PostgreSQL are built for. */
const MACHINES = ['linux-x64', 'linux-arm64', 'darwin-x64', 'darwin-arm64', 'win32-x64'];

/**
 * @param {{ platform: string, arch: string, glibc: string | undefined }} [machine]
 * @throws {SetUpError} when the parts cannot run here
 */
export function checkMachine({ platform, arch, glibc } = thisMachine()) {
  const name = `${platform}-${arch}`;
  if (!MACHINES.includes(name)) {
    const reason = /^(ia32|arm|mips|mipsel|ppc|s390)$/.test(arch) ? 'a 32-bit system or Node' : name;
    throw new SetUpError(
      `Trademan cannot run on ${reason}: its parts are built for 64-bit Linux (x64, arm64), macOS and Windows (x64)`,
    );
  }
  if (platform === 'linux' && glibc === undefined) {
    throw new SetUpError(
      'Trademan cannot run on a Linux with musl, such as Alpine: use one with glibc, such as Debian or Ubuntu',
    );
  }
}

function thisMachine() {
  const { platform, arch } = process;
  return {
    platform,
    arch,
    glibc: platform === 'linux' ? process.report.getReport().header.glibcVersionRuntime : undefined,
  };
}
