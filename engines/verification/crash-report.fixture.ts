// Reports in the words of the tools that make them; the programs they speak of are our own or made up.

export const asan = `=================================================================
==7==ERROR: AddressSanitizer: heap-buffer-overflow on address 0x602000000014 at pc 0x55d bp 0x7ff sp 0x7fe
WRITE of size 40 at 0x602000000014 thread T0
    #0 0x7f015 in __interceptor_memcpy ../../../../src/libsanitizer/sanitizer_common/sanitizer_common_interceptors.inc:827
    #1 0x5601 in std::char_traits<char>::copy(char*, char const*, unsigned long) /usr/include/c++/12/bits/char_traits.h:431
    #2 0x5602 in void harbour::Log<int, std::vector<int> >::append(int, char const*) [clone .part.0] /src/harbour/../harbour/log.cc:73:9
    #3 0x5603 in harbour::(anonymous namespace)::Reader::operator()(int) const /src/harbour/reader.cc:12
    #4 0x5604 in harbour::run(int)::{lambda(int)#2}::operator()(int) const /src/harbour/run.cc:31:5
    #5 0x5605 in main /src/harbour/main.cc:9
    #6 0x7f09 in __libc_start_call_main ../sysdeps/nptl/libc_start_call_main.h:58
    #7 0x5600 in _start (/box/target/harbour+0x21f0) (BuildId: 0a1b2c3d)

0x602000000014 is located 0 bytes to the right of 4-byte region
allocated by thread T0 here:
    #0 0x7f01 in malloc (/lib/x86_64-linux-gnu/libasan.so.8+0xb89cf)
    #1 0x5609 in elsewhere /src/harbour/elsewhere.cc:1
SUMMARY: AddressSanitizer: heap-buffer-overflow
`;

export const leak = `
=================================================================
==9==ERROR: LeakSanitizer: detected memory leaks

Direct leak of 24 byte(s) in 1 object(s) allocated from:
    #0 0x7f1 in __interceptor_malloc ../../../../src/libsanitizer/asan/asan_malloc_linux.cpp:69
    #1 0x551 in g_malloc (/usr/lib/libglib.so+0x1)
    #2 0x552 in open_chart chart.c:14
    #3 0x553 in main chart.c:40
`;

export const uninitialised = `==5==WARNING: MemorySanitizer: use-of-uninitialized-value
    #0 0x49 in weigh /src/cargo.c:8:7
    #1 0x4a in main /src/cargo.c:20:3
`;

export const race = `==================
WARNING: ThreadSanitizer: data race (pid=31)
  Write of size 4 at 0x7b04 by thread T2:
    #0 count_up /src/tally.c:6 (tally+0x1234) (BuildId: ff00ff00)

  Previous write of size 4 at 0x7b04 by thread T1:
    #0 other /src/tally.c:9 (tally+0x1250)
`;

export const undefinedWithStack = `/src/tide.c:12:5: runtime error: index 9 out of bounds for type 'int[4]'
    #0 0x55 in tide_at /src/tide.c:12:5
    #1 0x56 in main /src/tide.c:30:10

/src/tide.c:40:5: runtime error: division by zero
`;

export const fuzzer = `INFO: Seed: 1
==11== ERROR: libFuzzer: deadly signal
    #0 0x4e6411 in __sanitizer_print_stack_trace /llvm/compiler-rt/lib/asan/asan_stack.cpp:87:3
    #1 0x45ad47 in fuzzer::PrintStackTrace() /llvm/compiler-rt/lib/fuzzer/FuzzerUtil.cpp:210:5
    #2 0x7ffff7c8041f  (/lib/x86_64-linux-gnu/libpthread.so.0+0x1441f)
    #3 0x7ffff7a6f858 in abort /build/glibc-SzIz7B/glibc-2.31/stdlib/abort.c:79:7
    #4 0x7ffff7e7c910  (/lib/x86_64-linux-gnu/libstdc++.so.6+0x9e910)
    #5 0x7ffff7e886a8 in __cxa_throw (/lib/x86_64-linux-gnu/libstdc++.so.6+0xaa6a8)
    #6 0x10e77af in berth::assign(int) /src/berth.cc:59:23
    #7 0x515612 in LLVMFuzzerTestOneInput /src/fuzz.cc:9:23
`;

export const gdb = `#0  __GI_raise (sig=sig@entry=6) at ../sysdeps/unix/sysv/linux/raise.c:50
#1  0x00007ffff7d6c859 in __GI_abort () at abort.c:79
#2  0x00007ffff7de0d2c in _int_free (av=0x7ffff7f32b80 <main_arena>, p=0x555555568900, have_lock=0) at malloc.c:4249
#3  0x0000555555557987 in crane_free (crane=0x5555555672a0) at crane.c:924
#4  0x00007ffff7de0d2c in load_hook () from /usr/lib/libhook.so.1
#5  0x0000555555556bb5 in main (argc=<optimized out>, argv=<optimized out>) at crane.c:779
`;

export const go = `panic: runtime error: index out of range [5] with length 3 [recovered]
	panic: runtime error: index out of range [5] with length 3

goroutine 1 [running]:
testing.tRunner.func1.2({0x50d0a0, 0xc00001a0a8})
	/usr/local/go/src/testing/testing.go:1526 +0x24e
panic({0x50d0a0?, 0xc00001a0a8?})
	/usr/local/go/src/runtime/panic.go:914 +0x21f
example.com/harbour/manifest.(*Reader[...]).Next(0xc000012120, {0xc00001c0a8, 0x3, 0x3})
	/src/manifest/reader.go:41 +0x1d
strings.Map(0x4a1b20, {0xc00001c0a8, 0x3})
	/usr/local/go/src/strings/strings.go:500 +0x1b
main.main.func1()
	/src/main.go:12 +0x1d
main.main()
	/src/main.go:20 +0x25
exit status 2
`;

export const rust = `thread 'main' panicked at src/lading.rs:5:10:
index out of bounds: the len is 3 but the index is 3
stack backtrace:
   0: rust_begin_unwind
             at /rustc/59807616/library/std/src/panicking.rs:665:5
   1: core::panicking::panic_bounds_check
   2: <lading::Bill as core::iter::Iterator>::next::h0123456789abcdef
             at ./src/lading.rs:5:10
   3: lading::main::{{closure}}
             at ./src/main.rs:3:5
   4: lading::main
             at ./src/main.rs:9:5
note: Some details are omitted
`;

export const python = `Traceback (most recent call last):
  File "/src/pilot.py", line 6, in parse
    return int(text)
           ^^^^^^^^^
ValueError: invalid literal for int() with base 10: 'x'

During handling of the above exception, another exception occurred:

Traceback (most recent call last):
  File "/src/pilot.py", line 12, in <module>
    steer("x")
  File "/usr/lib/python3.11/json/decoder.py", line 337, in decode
    obj, end = self.raw_decode(s, idx=_w(s, 0).end())
  File "/src/pilot.py", line 8, in steer
    return {}[text]
           ~~^^^^^^
KeyError: 'x'
`;

export const java = `Exception in thread "main" java.lang.IllegalStateException: bad
second line
	at harbour.Gate.parse(Gate.java:3)
	at harbour.Gate.lambda$main$0(Gate.java:4)
	at harbour.Gate.main(Gate.java:4)
Caused by: java.lang.NumberFormatException: For input string: "x"
	at java.base/java.lang.Integer.parseInt(Integer.java:668)
	at app//harbour.Digits.read(Digits.java:9)
	... 3 more
`;

export const javascript = `/src/buoy.js:2
function light(all) { return all.map((one) => one.lamp.on); }
                                                       ^

TypeError: Cannot read properties of undefined (reading 'on')
    at /src/buoy.js:2:56
    at Array.map (<anonymous>)
    at light (/src/buoy.js:2:34)
    at async Buoy.run [as turn] (file:///src/buoy.js:8:27)
    at Object.<anonymous> (/src/buoy.js:11:9)
    at Module._compile (node:internal/modules/cjs/loader:1521:14)

Node.js v24.0.0
`;

export const assertion = "sluice: sluice.c:31: open_gate: Assertion `level < 4' failed.\n";
