/** What the processes below one cost, by name, as Linux tells; elsewhere some of it is not known. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

/** `/proc` has what `ps` of other systems does not tell. */
export const isKnownHere = existsSync('/proc/self/smaps_rollup') || existsSync('/proc/self/stat');

/** @returns {{ pid: number, name: string, rssMb: number }[]} the process itself is called `supervisor` */
export function processesBelow(rootPid) {
  const lines = execFileSync('ps', ['-eo', 'pid=,ppid=,rss=,args='], { encoding: 'utf8' }).trim().split('\n');
  const all = lines.map((line) => {
    const [, pid, ppid, rss, args] = /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
    return { pid: Number(pid), ppid: Number(ppid), rssMb: Number(rss) / 1024, args: args ?? '' };
  });
  const below = new Set([rootPid]);
  for (let size = 0; size !== below.size; ) {
    size = below.size;
    for (const { pid, ppid } of all) if (below.has(ppid)) below.add(pid);
  }
  return all
    .filter(({ pid }) => below.has(pid))
    .map(({ pid, rssMb, args }) => ({ pid, rssMb, name: pid === rootPid ? 'supervisor' : nameOf(args) }));
}

const nameOf = (args) =>
  /^trademan-\w+/.exec(args)?.[0] ??
  (/postgres/.test(args) ? 'postgres' : /temporal/.test(args) ? 'temporal' : args.slice(0, 20));

/** A figure of each process; one that ended meanwhile has none. */
const eachOf = (rootPid, figureOf) =>
  processesBelow(rootPid).map((each) => ({ pid: each.pid, name: each.name, value: figureOf(each) ?? 0 }));

function byName(each) {
  const sums = {};
  for (const { name, value } of each) sums[name] = (sums[name] ?? 0) + value;
  return sums;
}

const read = (path) => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
};

/**
 * Resident memory in MB. Shared pages are counted once where the system tells (Linux's PSS), so that PostgreSQL's many
 * processes are not counted many times.
 */
export const memoryOf = (rootPid) =>
  byName(
    eachOf(rootPid, ({ pid, rssMb }) => {
      const pss = /^Pss:\s+(\d+)/m.exec(read(`/proc/${pid}/smaps_rollup`) ?? '')?.[1];
      return pss === undefined ? rssMb : Number(pss) / 1024;
    }),
  );

const TICKS_A_SECOND = 100;

/** Processor time so far, in seconds. */
export const processorOf = (rootPid) =>
  eachOf(rootPid, ({ pid }) => {
    const stat = read(`/proc/${pid}/stat`);
    const [utime, stime] =
      stat
        ?.slice(stat.lastIndexOf(')') + 2)
        .split(' ')
        .slice(11, 13) ?? [];
    return utime === undefined ? undefined : (Number(utime) + Number(stime)) / TICKS_A_SECOND;
  });

/** Bytes given to the disk so far. */
export const writtenOf = (rootPid) =>
  eachOf(rootPid, ({ pid }) => {
    const bytes = /^write_bytes:\s+(\d+)/m.exec(read(`/proc/${pid}/io`) ?? '')?.[1];
    return bytes === undefined ? undefined : Number(bytes);
  });

/** @returns {Record<string, number>} what was added to each, by name; of one that ended meanwhile nothing is known */
export function difference(before, after) {
  const was = new Map(before.map(({ pid, value }) => [pid, value]));
  return byName(after.map((each) => ({ ...each, value: each.value - (was.get(each.pid) ?? 0) })));
}

export const total = (sums, { without = [] } = {}) =>
  Object.entries(sums).reduce((sum, [name, value]) => (without.includes(name) ? sum : sum + value), 0);
