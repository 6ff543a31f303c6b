import { FILE_TYPE_MASK, FILE_TYPES, NAMESPACE_FLAGS, PERSONALITIES, SOCKET_FAMILIES, SOCKET_TYPE_MASK, SOCKET_TYPES, TIOCLINUX, TIOCSTI } from "./seccomp-filter.ts";
import { allowedSyscallNames } from "./syscall-table.ts";

// The same allow-list as `buildSeccompFilter`, in the JSON that container engines hand to libseccomp. Arguments are
// 64 bits wide while the kernel looks at the low 32 of these, so every comparison is masked: an argument with high bits
// set must not pass as another value.

interface ArgumentRule {
  readonly index: number;
  readonly value: number;
  readonly valueTwo: number;
  readonly op: "SCMP_CMP_MASKED_EQ";
}

interface CallRule {
  readonly names: readonly string[];
  readonly action: "SCMP_ACT_ALLOW";
  readonly args?: readonly ArgumentRule[];
}

const WORD = 0xffffffff;

function equals(index: number, value: number, mask = WORD): ArgumentRule {
  return { index, value: mask, valueTwo: value >>> 0, op: "SCMP_CMP_MASKED_EQ" };
}

function allow(name: string, ...args: readonly ArgumentRule[]): CallRule {
  return { names: [name], action: "SCMP_ACT_ALLOW", args };
}

/**
 * Allowed where the word is neither value. libseccomp joins the rules of a call by "or" and compares an argument once
 * a rule, so: some bit in which the two agree is different, or those agree and the other bits are a third value's.
 */
function allowAllBut(name: string, index: number, [one, two]: readonly [number, number]): CallRule[] {
  const differing = (one ^ two) >>> 0;
  const bits = Array.from({ length: 32 }, (_, place) => 2 ** place);
  const common = bits.filter((bit) => (differing & bit) === 0).map((bit) => allow(name, equals(index, ~one & bit, bit)));
  const places = bits.filter((bit) => (differing & bit) !== 0);
  const values = Array.from({ length: 2 ** places.length }, (_, choice) => places.reduce((value, bit, place) => ((choice >> place) & 1 ? value | bit : value), one & ~differing) >>> 0);
  return [...common, ...values.filter((value) => value !== one && value !== two).map((value) => allow(name, equals(index, value)))];
}

const JUDGED = ["clone", "socket", "ioctl", "mknod", "mknodat", "personality"];

export function buildSeccompProfile(): string {
  const syscalls: CallRule[] = [
    { names: allowedSyscallNames().filter((name) => !JUDGED.includes(name)), action: "SCMP_ACT_ALLOW" },
    allow("clone", equals(0, 0, NAMESPACE_FLAGS)),
    ...SOCKET_FAMILIES.flatMap((family) => SOCKET_TYPES.map((type) => allow("socket", equals(0, family), equals(1, type, SOCKET_TYPE_MASK)))),
    ...allowAllBut("ioctl", 1, [TIOCSTI, TIOCLINUX]),
    ...FILE_TYPES.flatMap((type) => [allow("mknod", equals(1, type, FILE_TYPE_MASK)), allow("mknodat", equals(2, type, FILE_TYPE_MASK))]),
    ...PERSONALITIES.map((value) => allow("personality", equals(0, value))),
  ];
  // ENOSYS, as an old kernel would say, so that libc falls back instead of giving up.
  return JSON.stringify({ defaultAction: "SCMP_ACT_ERRNO", defaultErrnoRet: 38, syscalls });
}
