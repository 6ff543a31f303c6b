import { toBaseName } from "./function-name.rules.ts";
import type { RawFrame, TraceLanguage } from "./crash-signature.types.ts";

// The ignore lists: whose code a frame is. A frame of an allocator, libc, a sanitizer, a language runtime or a fuzzer is
// where a crash was noticed, not where it was made. Facts of the tools' own naming; nothing here knows a target.

const NATIVE_MODULES = /^(?:lib(?:asan|ubsan|lsan|tsan|msan|hwasan|clang_rt|c|m|pthread|gcc_s|stdc\+\+|c\+\+|c\+\+abi|unwind|dl|rt|resolv|jemalloc|tcmalloc)[.-]|ld-|ld\.so|linux-vdso)/;

const NATIVE_PATHS = /(?:^|\/)(?:libsanitizer|compiler-rt|sysdeps|csu|nptl|glibc[^/]*|libstdc\+\+-v3|libcxx|libcxxabi|libgcc|honggfuzz|AFLplusplus|rustc|libfuzzer)\/|^\/usr\/include\/|\/include\/c\+\+\/|(?:^|\/)library\/(?:std|core|alloc|test)\/src\//;

// Prefixes that a target's own code does not use: reserved by C and C++, or the name of a runtime.
const NATIVE_PREFIXES = /^(?:__asan|__ubsan|__lsan|__msan|__tsan|__hwasan|__sanitizer|_?__interceptor|__interception|__sancov|__GI_|__libc_|_IO_|__mem|__str|__cxa_|__gxx_|_Unwind_|__cxxabiv1::|__gnu_cxx::|__detail::|std::|core::|alloc::|rust_begin_unwind|__rust_|rust_panic|backtrace::|libfuzzer_sys::|rust_fuzzer_test_input|fuzzer::|LLVMFuzzer|HonggFuzz|afl_|__afl_|__assert|__stack_chk_fail|__fortify_fail|__chk_fail|__restore_rt|__pthread_|__vf?s?n?printf|___?s?n?printf|operator_(?:new|delete))/;

const NATIVE_NAMES = new Set((
  "malloc calloc realloc reallocarray free cfree memalign posix_memalign aligned_alloc valloc pvalloc strdup strndup asprintf vasprintf " +
  "xmalloc xcalloc xrealloc xstrdup g_malloc g_malloc0 g_realloc g_free _int_malloc _int_free _int_realloc unlink_chunk malloc_consolidate malloc_printerr sysmalloc systrim tcache_get tcache_put " +
  "memcpy memmove memset memcmp memchr memrchr mempcpy bcopy bzero bcmp " +
  "strlen strnlen strcpy stpcpy strncpy strcat strncat strcmp strncmp strcasecmp strncasecmp strchr strrchr strstr strtok strtok_r strtol strtoul strtoll strtoull strtod atoi atol atof strspn strcspn strpbrk " +
  "wcslen wcscpy wcsncpy wcscat wmemcpy wmemset " +
  "printf fprintf sprintf snprintf vprintf vfprintf vsprintf vsnprintf scanf fscanf sscanf vsscanf puts fputs putchar fputc " +
  "read write pread pwrite recv recvfrom recvmsg send sendto fread fwrite fgets gets getline getdelim fgetc getc fopen fclose " +
  "qsort bsearch raise abort gsignal pthread_kill pthread_create tgkill exit _exit _Exit start_thread clone clone3 __clone __clone3 setjmp longjmp siglongjmp _start rust_eh_personality"
).split(" "));

const GO = /^(?:runtime|testing|internal|reflect|syscall|sync|panic)(?:[./(]|$)|^(?:created by )/;
// The standard library lies in Go's own root, where the first folder below src is no host's name.
const GO_PATHS = /\/go(?:-?\d[\d.]*)?\/src\/(?![^/]*\.[^/]*\/)/;
const JAVA = /^(?:java|javax|jdk|sun|com\.sun|kotlin|scala|groovy\.lang|com\.code_intelligence\.jazzer|org\.junit)\./;
const PYTHON_PATHS = /^<frozen |\/lib\/python\d[^/]*\/(?!site-packages\/|dist-packages\/)|\/atheris\//;
const JAVASCRIPT_PATHS = /^(?:node:|internal\/|native\b|<anonymous>$)|\/@jazzer\.js\//;

function isNativeRuntime({ function: name, file, module }: RawFrame): boolean {
  if (module !== null && NATIVE_MODULES.test(toBaseName(module))) return true;
  if (file !== null && NATIVE_PATHS.test(file)) return true;
  if (name === null) return file === null && module === null;
  if (NATIVE_PREFIXES.test(name)) return true;
  // A project may well call a function of its own `read`; then its file says so. libc's own files come without a folder.
  return NATIVE_NAMES.has(name) && !(file !== null && file.includes("/"));
}

/** Whether the frame is of a runtime and not of the target. A frame that says nothing at all counts as a runtime's. */
export function isRuntimeFrame(language: TraceLanguage, frame: RawFrame): boolean {
  switch (language) {
    case "native":
    case "rust":
      return isNativeRuntime(frame);
    case "go":
      return frame.function === null || GO.test(frame.function) || (frame.file !== null && GO_PATHS.test(frame.file));
    case "java":
      return frame.function === null || JAVA.test(frame.function);
    case "python":
      return frame.file === null || PYTHON_PATHS.test(frame.file);
    case "javascript":
      return frame.file === null || JAVASCRIPT_PATHS.test(frame.file);
  }
}
