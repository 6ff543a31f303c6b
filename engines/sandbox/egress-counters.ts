import { closeSync, openSync, readSync } from "node:fs";

export interface EgressCounts {
  readonly ipv4: number;
  readonly ipv6: number;
}

export interface EgressCounters {
  /** Packets for which the kernel found no way out since these counters were opened. */
  read(): EgressCounts;
  close(): void;
}

const TABLE_BYTES = 16_384;
// One for all: a table is read in one go, four times for each run.
const buffer = Buffer.allocUnsafe(TABLE_BYTES);

/** `OutNoRoutes` of RFC 1213's IP group, as /proc/net/snmp prints it: a line of names, then a line of numbers. */
export function parseIpv4NoRoutes(text: string): number {
  const [names = [], numbers = []] = text.split("\n").filter((line) => line.startsWith("Ip: ")).map((line) => line.split(" "));
  return Number(numbers[names.indexOf("OutNoRoutes")] ?? 0);
}

export function parseIpv6NoRoutes(text: string): number {
  return Number(/^Ip6OutNoRoutes\s+(\d+)$/m.exec(text)?.[1] ?? 0);
}

function readTable(descriptor: number | undefined): string {
  if (descriptor === undefined) return "";
  let size = 0;
  for (let read = -1; read !== 0 && size < TABLE_BYTES; size += read) read = readSync(descriptor, buffer, size, TABLE_BYTES - size, size);
  return buffer.toString("latin1", 0, size);
}

function openIfPresent(path: string): number | undefined {
  try {
    return openSync(path, "r");
  } catch (cause) {
    // No IPv6 in this kernel.
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw cause;
  }
}

/**
 * Opens the network counters of the namespace that the process lives in. The open files hold the namespace, so the
 * counts can still be read when its last process is dead; that is what makes a short program's attempt visible.
 */
export function openEgressCounters(pid: number): EgressCounters {
  const ipv4 = openSync(`/proc/${pid}/net/snmp`, "r");
  const ipv6 = openIfPresent(`/proc/${pid}/net/snmp6`);
  const before = { ipv4: readTable(ipv4), ipv6: readTable(ipv6) };
  // Of most programs no counter moves, and to parse a table takes longer than to read it.
  const since = (table: string, earlier: string, parse: (text: string) => number): number => (table === earlier ? 0 : parse(table) - parse(earlier));
  return {
    read: () => ({ ipv4: since(readTable(ipv4), before.ipv4, parseIpv4NoRoutes), ipv6: since(readTable(ipv6), before.ipv6, parseIpv6NoRoutes) }),
    close() {
      closeSync(ipv4);
      if (ipv6 !== undefined) closeSync(ipv6);
    },
  };
}

// Often enough that a program is stopped at its first tries, and some 50 µs a look.
const INTERVAL_MS = 50;

export interface EgressWatch {
  /** The last look, after the program has ended. */
  finish(): void;
}

/** Calls `onAttempt` at most once. */
export function watchEgress(pid: number, onAttempt: (counts: EgressCounts) => void): EgressWatch {
  const counters = openEgressCounters(pid);
  let isTold = false;
  const look = (): void => {
    const counts = counters.read();
    if (isTold || (counts.ipv4 === 0 && counts.ipv6 === 0)) return;
    isTold = true;
    onAttempt(counts);
  };
  const timer = setInterval(look, INTERVAL_MS);
  return {
    finish() {
      clearInterval(timer);
      look();
      counters.close();
    },
  };
}
