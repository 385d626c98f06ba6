import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/**
 * Resident memory in MB of every process below one, by name. Shared pages are counted once where the system tells
 * (Linux's PSS), so that PostgreSQL's many processes are not counted many times.
 */
export function memoryOf(rootPid) {
  const lines = execFileSync('ps', ['-eo', 'pid=,ppid=,rss=,args='], { encoding: 'utf8' }).trim().split('\n');
  const all = lines.map((line) => {
    const [, pid, ppid, rss, args] = /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
    return { pid: Number(pid), ppid: Number(ppid), rssKb: Number(rss), args: args ?? '' };
  });
  const below = new Set([rootPid]);
  for (let size = 0; size !== below.size; ) {
    size = below.size;
    for (const { pid, ppid } of all) if (below.has(ppid)) below.add(pid);
  }
  const byName = {};
  for (const { pid, rssKb, args } of all.filter((each) => below.has(each.pid))) {
    const name = pid === rootPid ? 'supervisor' : nameOf(args);
    byName[name] = (byName[name] ?? 0) + (proportionalKb(pid) ?? rssKb) / 1024;
  }
  return byName;
}

const nameOf = (args) =>
  /^trademan-\w+/.exec(args)?.[0] ??
  (/postgres/.test(args) ? 'postgres' : /temporal/.test(args) ? 'temporal' : args.slice(0, 20));

function proportionalKb(pid) {
  try {
    return Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1]);
  } catch {
    return undefined;
  }
}
