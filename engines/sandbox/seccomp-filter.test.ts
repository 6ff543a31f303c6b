import { describe, expect, it } from "vitest";
import { buildSeccompFilter } from "./seccomp-filter.ts";

/** Runs the filter as the kernel would, on one call. */
function decide(filter: Uint8Array, call: { architecture: number; number: number; args?: readonly number[] }): string {
  const view = new DataView(filter.buffer);
  const words = new Map<number, number>([[0, call.number], [4, call.architecture]]);
  (call.args ?? []).forEach((value, index) => words.set(16 + 8 * index, value));
  let accumulator = 0;
  for (let at = 0; ; at += 1) {
    const k = view.getUint32(at * 8 + 4, true);
    const jump = (isTrue: boolean) => (at += view.getUint8(at * 8 + (isTrue ? 2 : 3)));
    switch (view.getUint16(at * 8, true)) {
      case 0x20: accumulator = (words.get(k) ?? 0) >>> 0; break;
      case 0x54: accumulator = (accumulator & k) >>> 0; break;
      case 0x15: jump(accumulator === k); break;
      case 0x25: jump(accumulator > k); break;
      case 0x35: jump(accumulator >= k); break;
      case 0x45: jump((accumulator & k) !== 0); break;
      case 0x06: return { 0x7fff0000: "allow", 0x80000000: "kill", 0x50026: "absent", 0x50001: "refuse" }[k] ?? `unknown ${k}`;
      default: throw new Error(`instruction ${at} is not one the kernel knows`);
    }
  }
}

const X64 = 0xc000003e;
const ARM64 = 0xc00000b7;

describe("the system call filter", () => {
  it.each([
    ["read", 0, [], "allow"], ["execve", 59, [], "allow"], ["statx", 332, [], "allow"],
    ["ptrace", 101, [], "absent"], ["mount", 165, [], "absent"], ["unshare", 272, [], "absent"], ["clone3", 435, [], "absent"],
    ["io_uring_setup", 425, [], "absent"], ["bpf", 321, [], "absent"], ["keyctl", 250, [], "absent"], ["splice", 275, [], "absent"],
    ["a call of the future", 600, [], "absent"], ["an x32 call", 0x40000000, [], "absent"],
    ["clone of a thread", 56, [0x3d0f00], "allow"], ["clone with a user namespace", 56, [0x10000011], "refuse"],
    ["TCP socket", 41, [2, 1], "allow"], ["unix socket, close-on-exec", 41, [1, 0x80001], "allow"],
    ["raw socket", 41, [2, 3], "refuse"], ["netlink socket", 41, [16, 2], "refuse"], ["vsock socket", 41, [40, 1], "refuse"],
    ["ioctl TIOCSTI", 16, [0, 0x5412], "refuse"], ["ioctl TCGETS", 16, [0, 0x5401], "allow"],
    ["mknod of a FIFO", 133, [0, 0o010644], "allow"], ["mknod of a block device", 133, [0, 0o060644], "refuse"],
    ["mknodat of a character device", 259, [0, 0, 0o020644], "refuse"],
    ["personality without randomisation", 135, [0x40000], "allow"], ["personality READ_IMPLIES_EXEC", 135, [0x400000], "refuse"],
  ] as const)("on x86_64 decides %s", (_name, number, args, expected) => {
    expect(decide(buildSeccompFilter("x64"), { architecture: X64, number, args })).toBe(expected);
  });

  it.each([
    ["read", 63, [], "allow"], ["execve", 221, [], "allow"], ["statx", 291, [], "allow"],
    ["ptrace", 117, [], "absent"], ["mount", 40, [], "absent"], ["unshare", 97, [], "absent"], ["bpf", 280, [], "absent"],
    ["clone with a network namespace", 220, [0x40000011], "refuse"], ["raw socket", 198, [2, 3], "refuse"],
    ["ioctl TIOCSTI", 29, [0, 0x5412], "refuse"], ["mknodat of a block device", 33, [0, 0, 0o060644], "refuse"],
  ] as const)("on aarch64 decides %s", (_name, number, args, expected) => {
    expect(decide(buildSeccompFilter("arm64"), { architecture: ARM64, number, args })).toBe(expected);
  });

  it("kills a program that calls by another processor's numbers", () => {
    expect(decide(buildSeccompFilter("x64"), { architecture: 0x40000003, number: 1 })).toBe("kill");
  });
});
