import { describe, expect, it } from "vitest";
import { compareSignatures, crashSignature, crashSite, signatureKey } from "./crash-signature.rules.ts";

const reported = { outcome: "exited", exitCode: 99, signal: null };

const unsymbolised = (base: string, libc: string) => `some output
=================================================================
==2==ERROR: AddressSanitizer: heap-buffer-overflow on address 0x602000000014 at pc 0x${base}320b bp 0x7ffd0a8ab650 sp 0x7ffd0a8ab648
WRITE of size 1 at 0x602000000014 thread T0
    #0 0x${base}320a  (/box/target/c+0x120a)
    #1 0x${base}3300  (/box/target/c+0x1300) (BuildId: 0011)
    #2 0x${libc}249  (/lib/x86_64-linux-gnu/libc.so.6+0x27249)
    #3 0x${base}30e0  (/box/target/c+0x10e0)

0x602000000014 is located 0 bytes to the right of 4-byte region [0x602000000010,0x602000000014)
allocated by thread T0 here:
    #0 0x7f8c3e2b89cf  (/lib/x86_64-linux-gnu/libasan.so.8+0xb89cf)
    #1 0x5624182631c1  (/box/target/c+0x11c1)
`;

const symbolised = `==7==ERROR: AddressSanitizer: stack-buffer-overflow on address 0x7ffe at pc 0x7f01 bp 0x7ffe sp 0x7ffd
WRITE of size 64 at 0x7ffe thread T0
    #0 0x7f015 in __interceptor_memcpy ../../../../src/libsanitizer/sanitizer_common/sanitizer_common_interceptors.inc:827
    #1 0x5601 in print_label src/pktdump.c:73
    #2 0x5602 in main /box/target/src/pktdump.c:126:9
    #3 0x7f09 in __libc_start_call_main ../sysdeps/nptl/libc_start_call_main.h:58
    #4 0x5600 in _start (/box/target/pktdump+0x21f0)

`;

describe("a crash signature", () => {
  it("is the same whatever addresses the kernel chose", () => {
    const first = crashSignature(unsymbolised("56241826", "7f8c3e045"), reported);
    expect(first).toEqual({ kind: "address", class: "heap-buffer-overflow", access: { kind: "write", bytes: 1 }, frames: ["c+0x120a", "c@0011+0x1300", "c+0x10e0"] });
    expect(crashSignature(unsymbolised("55f00000", "7f0000001"), reported)).toEqual(first);
    expect(first && signatureKey(first)).toBe("address|heap-buffer-overflow|write1|c+0x120a|c@0011+0x1300|c+0x10e0");
  });

  it("names functions and leaves out libc, the sanitizer and a size that depends on the input", () => {
    expect(crashSignature(symbolised, reported)).toEqual({ kind: "address", class: "stack-buffer-overflow", access: { kind: "write", bytes: null }, frames: ["print_label", "main"] });
    expect(crashSite(symbolised, reported)).toBe("print_label pktdump.c:73");
  });

  it("is not made from a report the program merely printed", () => {
    expect(crashSignature(symbolised, { outcome: "exited", exitCode: 0, signal: null })).toBeNull();
    expect(crashSignature(symbolised, { outcome: "exited", exitCode: 1, signal: null })).toBeNull();
    expect(crashSignature("no report", reported)).toBeNull();
  });

  it.each([
    ["attempting double-free on 0x6020", "double-free"],
    ["attempting free on address which was not malloc()-ed: 0x6020", "bad-free"],
    ["SEGV on unknown address 0x0 (pc 0x5 bp 0x7 sp 0x7 T0)", "SEGV"],
    ["heap-use-after-free on address 0x6020", "heap-use-after-free"],
    ["requested allocation size 0xffff exceeds maximum", "allocation-size-too-big"],
    ["negative-size-param: (size=-1)", "negative-size-param"],
  ])("reads the sanitizer's words: %s", (headline, expected) => {
    expect(crashSignature(`==3==ERROR: AddressSanitizer: ${headline}\n`, reported)?.class).toBe(expected);
  });

  it("reads undefined behaviour with its place", () => {
    const text = "/box/target/src/sum.c:12:5: runtime error: signed integer overflow: 2147483647 + 1 cannot be represented in type 'int'\n";
    expect(crashSignature(text, reported)).toEqual({ kind: "undefined", class: "signed-integer-overflow", access: null, frames: ["sum.c:12"] });
  });

  it("is a plain signal where there is no sanitizer, but not one of our limits", () => {
    expect(crashSignature("", { outcome: "signalled", exitCode: null, signal: "SIGSEGV" })).toEqual({ kind: "signal", class: "SIGSEGV", access: null, frames: [] });
    for (const signal of ["SIGKILL", "SIGXCPU", "SIGXFSZ", "SIGTERM"]) expect(crashSignature("", { outcome: "signalled", exitCode: null, signal })).toBeNull();
    expect(crashSignature("", { outcome: "timed-out", exitCode: null, signal: null })).toBeNull();
  });

  it("tells the same crash, another way to the same root, and another crash apart", () => {
    const one = { kind: "address", class: "heap-buffer-overflow", access: { kind: "write", bytes: 1 }, frames: ["a", "b", "c", "d"] } as const;
    expect(compareSignatures(one, { ...one, frames: ["a", "b", "c", "x"] })).toBe("same");
    expect(compareSignatures(one, { ...one, access: { kind: "write", bytes: 4 }, frames: ["a", "z"] })).toBe("same-root");
    expect(compareSignatures(one, { ...one, access: { kind: "read", bytes: 1 } })).toBe("different");
    expect(compareSignatures(one, { ...one, frames: ["b"] })).toBe("different");
  });
});
