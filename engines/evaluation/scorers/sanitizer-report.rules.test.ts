import { expect, test } from "vitest";

import { findLocation, weaknessOf } from "./sanitizer-report.rules.ts";

const REPORT = `==3==ERROR: AddressSanitizer: stack-buffer-overflow on address 0x7ffcd6769c74 at pc 0x7f1c bp 0x7ffc sp 0x7ffc
WRITE of size 301 at 0x7ffcd6769c74 thread T0
    #0 0x7f1c604602c9 in __interceptor_strcpy ../../../../src/libsanitizer/asan/asan_interceptors.cpp:425
    #1 0x561f0e273434 in read_entry /box/target/src/register.c:15
    #2 0x561f0e273434 in main /box/target/main.c:28
`;

test("the place of a crash is the first file of the target's own, not the sanitizer's", () => {
  expect(findLocation(REPORT, "/box/target")).toBe("src/register.c");
  expect(findLocation(REPORT, "/box/other")).toBeNull();
});

test("reading beyond a buffer, writing beyond it and an exception that nobody caught are different weaknesses", () => {
  expect([
    weaknessOf({ kind: "address", class: "heap-buffer-overflow", access: { kind: "write", bytes: 4 } }),
    weaknessOf({ kind: "address", class: "heap-buffer-overflow", access: { kind: "read", bytes: null } }),
    weaknessOf({ kind: "address", class: "heap-use-after-free", access: { kind: "read", bytes: 1 } }),
    weaknessOf({ kind: "address", class: "SEGV", access: null }),
    weaknessOf({ kind: "exception", class: "IndexError", access: null }),
    weaknessOf({ kind: "panic", class: "index out of range", access: null }),
  ]).toEqual(["CWE-122", "CWE-125", "CWE-416", "CWE-119", "CWE-248", "CWE-248"]);
});
