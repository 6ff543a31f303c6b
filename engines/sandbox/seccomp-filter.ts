import { allowedSyscalls, type FilterArchitecture } from "./syscall-table.ts";
import { SandboxError } from "./sandbox.errors.ts";

// Classic BPF as seccomp(2) defines it: each instruction is {u16 code, u8 jumpTrue, u8 jumpFalse, u32 k}.
const LOAD_WORD = 0x20;
const JUMP_EQUAL = 0x15;
const JUMP_GREATER = 0x25;
const JUMP_GREATER_OR_EQUAL = 0x35;
const JUMP_ANY_BIT = 0x45;
const AND = 0x54;
const RETURN = 0x06;

const ALLOW = 0x7fff0000;
const KILL_PROCESS = 0x80000000;
// Unknown calls look like an old kernel (ENOSYS), so that libc falls back instead of giving up; calls refused for
// their arguments say EPERM.
const NOT_IMPLEMENTED = 0x00050000 | 38;
const NOT_PERMITTED = 0x00050000 | 1;

// struct seccomp_data: nr at 0, arch at 4, args (u64, little endian here) from 16.
const NUMBER = 0;
const ARCHITECTURE = 4;
const argument = (index: number) => 16 + 8 * index;

const AUDIT_ARCHITECTURE = { x64: 0xc000003e, arm64: 0xc00000b7 } as const;
const X32_BIT = 0x40000000;

// CLONE_NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET. (NEWTIME shares bits with clone's exit signal and
// can only be asked of clone3 and unshare, which are not allowed at all.)
export const NAMESPACE_FLAGS = 0x7e020000;
const UNIX = 1;
const INTERNET = 2;
const INTERNET_6 = 10;
export const SOCKET_FAMILIES = [UNIX, INTERNET, INTERNET_6];
// Stream, datagram, sequenced packets.
export const SOCKET_TYPES = [1, 2, 5];
export const SOCKET_TYPE_MASK = 0xf;
export const TIOCSTI = 0x5412;
export const TIOCLINUX = 0x541c;
export const FILE_TYPE_MASK = 0xf000;
// Regular files (which 0 means too), FIFOs and sockets; never character or block devices.
export const FILE_TYPES = [0, 0x8000, 0x1000, 0xc000];
// AddressSanitizer of newer compilers re-executes without address randomisation.
export const PERSONALITIES = [0, 0x0040000, 0xffffffff];

type Instruction = readonly [code: number, jumpTrue: number, jumpFalse: number, k: number];
type SyscallNumbers = Readonly<Record<"clone" | "socket" | "ioctl" | "mknodat" | "personality", number>> & { readonly mknod?: number };

const NUMBERS: Readonly<Record<FilterArchitecture, SyscallNumbers>> = {
  x64: { clone: 56, socket: 41, ioctl: 16, mknodat: 259, mknod: 133, personality: 135 },
  arm64: { clone: 220, socket: 198, ioctl: 29, mknodat: 33, personality: 92 },
};

const allow: Instruction = [RETURN, 0, 0, ALLOW];
const refuse: Instruction = [RETURN, 0, 0, NOT_PERMITTED];

/** Ends in a verdict: allowed when the loaded word, after `mask`, is one of `values`. */
function allowOneOf(values: readonly number[]): Instruction[] {
  return [...values.flatMap((value): Instruction[] => [[JUMP_EQUAL, 0, 1, value], allow]), refuse];
}

function refuseOneOf(values: readonly number[]): Instruction[] {
  return [...values.flatMap((value): Instruction[] => [[JUMP_EQUAL, 0, 1, value], refuse]), allow];
}

function onlyForCall(number: number, body: readonly Instruction[]): Instruction[] {
  return [[JUMP_EQUAL, 0, body.length, number], ...body];
}

function argumentRules(numbers: SyscallNumbers): Instruction[] {
  const ordinaryFile = (index: number): Instruction[] => [
    [LOAD_WORD, 0, 0, argument(index)],
    [AND, 0, 0, FILE_TYPE_MASK],
    ...allowOneOf(FILE_TYPES),
  ];
  return [
    ...onlyForCall(numbers.clone, [[LOAD_WORD, 0, 0, argument(0)], [JUMP_ANY_BIT, 0, 1, NAMESPACE_FLAGS], refuse, allow]),
    ...onlyForCall(numbers.socket, [
      [LOAD_WORD, 0, 0, argument(0)],
      [JUMP_EQUAL, 3, 0, UNIX],
      [JUMP_EQUAL, 2, 0, INTERNET],
      [JUMP_EQUAL, 1, 0, INTERNET_6],
      refuse,
      [LOAD_WORD, 0, 0, argument(1)],
      [AND, 0, 0, SOCKET_TYPE_MASK],
      ...allowOneOf(SOCKET_TYPES),
    ]),
    ...onlyForCall(numbers.ioctl, [[LOAD_WORD, 0, 0, argument(1)], ...refuseOneOf([TIOCSTI, TIOCLINUX])]),
    ...onlyForCall(numbers.mknodat, ordinaryFile(2)),
    ...(numbers.mknod === undefined ? [] : onlyForCall(numbers.mknod, ordinaryFile(1))),
    ...onlyForCall(numbers.personality, [[LOAD_WORD, 0, 0, argument(0)], ...allowOneOf(PERSONALITIES)]),
  ];
}

/** Ascending numbers as closed ranges: an allow-list of 245 calls becomes a few dozen comparisons. */
function toRanges(numbers: readonly number[]): [first: number, last: number][] {
  const ranges: [number, number][] = [];
  for (const number of numbers) {
    const open = ranges.at(-1);
    if (open && number <= open[1] + 1) open[1] = number;
    else ranges.push([number, number]);
  }
  return ranges;
}

/**
 * The allow-list filter as the bytes `bwrap --seccomp` reads (an array of struct sock_filter).
 * A foreign architecture (32-bit calls on a 64-bit kernel) kills the process; x32 calls do not exist.
 */
export function buildSeccompFilter(architecture: FilterArchitecture): Uint8Array {
  const denied: Instruction = [RETURN, 0, 0, NOT_IMPLEMENTED];
  const program: Instruction[] = [
    [LOAD_WORD, 0, 0, ARCHITECTURE],
    [JUMP_EQUAL, 1, 0, AUDIT_ARCHITECTURE[architecture]],
    [RETURN, 0, 0, KILL_PROCESS],
    [LOAD_WORD, 0, 0, NUMBER],
    [JUMP_GREATER_OR_EQUAL, 0, 1, X32_BIT],
    denied,
    ...argumentRules(NUMBERS[architecture]),
    ...toRanges(allowedSyscalls(architecture)).flatMap(([first, last]): Instruction[] => [
      [JUMP_GREATER_OR_EQUAL, 1, 0, first],
      denied,
      [JUMP_GREATER, 1, 0, last],
      allow,
    ]),
    denied,
  ];
  const bytes = new DataView(new ArrayBuffer(program.length * 8));
  program.forEach(([code, jumpTrue, jumpFalse, k], index) => {
    bytes.setUint16(index * 8, code, true);
    bytes.setUint8(index * 8 + 2, jumpTrue);
    bytes.setUint8(index * 8 + 3, jumpFalse);
    bytes.setUint32(index * 8 + 4, k, true);
  });
  return new Uint8Array(bytes.buffer);
}

export function requireFilterArchitecture(architecture: string): FilterArchitecture {
  if (architecture === "x64" || architecture === "arm64") return architecture;
  throw new SandboxError("unavailable", `No system call filter for processor ${architecture}; run on x86_64 or aarch64`);
}
