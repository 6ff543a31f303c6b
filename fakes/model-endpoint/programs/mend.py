"""usage: mend.py SECONDS BUILD RUN CRASH TESTS STDIN INPUT...: mends a crash by guarded forms of the lines in its report.

RUN holds {input} unless STDIN is 1. Prints "report CLASS FILE LINE FUNCTION" and, where some change makes the crash go away, keeps
the output on the other inputs and passes the tests, "patch PATH". Where a change only moves the crash, the next one goes on top of it."""
import difflib, os, re, shlex, subprocess, sys, time

SECONDS, BUILD, RUN, CRASH, TESTS, BY_STDIN = sys.argv[1:7]
INPUTS = sys.argv[7:]
END = time.time() + int(SECONDS)
SOURCE = (".c", ".h", ".cc", ".cpp", ".hpp", ".hh", ".cxx", ".mjs", ".js", ".cjs", ".py")
os.environ["ASAN_OPTIONS"] = "exitcode=99:detect_leaks=0"
DEEPEST = 3


def shell(command, limit=40):
    try:
        done = subprocess.run(["sh", "-c", command], stdin=subprocess.DEVNULL, capture_output=True, timeout=max(1, min(limit, END - time.time() + 5)))
        return done.returncode, done.stdout, done.stderr.decode("latin-1")
    except subprocess.TimeoutExpired:
        return 124, b"", ""


def run_on(path):
    return shell(f"{RUN} < {shlex.quote(path)}" if BY_STDIN == "1" else RUN.replace("{input}", shlex.quote(path)), 10)


def read_report():
    """What kind of crash, and its frames in files of the tree, innermost first; None where it does not crash."""
    code, _, words = run_on(CRASH)
    native = re.search(r"ERROR: AddressSanitizer: (?:attempting )?([\w-]+)", words)
    frames = []
    if native:
        parts = re.split(r"\n(?=freed by|previously allocated|allocated by)", words)
        for name, path, line in re.findall(r"^\s+#\d+ 0x\w+ in (.+?) (\S+?):(\d+)(?::\d+)?$", "\n".join(parts), re.M):
            frames.append((name, path, int(line)))
        kind = native.group(1)
    elif code and "Traceback (most recent call last)" in words:
        frames = [(name, path, int(line)) for path, line, name in re.findall(r'File "(.+?)", line (\d+), in (\S+)', words)][::-1]
        kind = words.strip().splitlines()[-1].split(":")[0]
    elif code and re.search(r"\n\s+at .*:\d+:\d+", words):
        frames = [(name or "main", path, int(line)) for name, path, line in re.findall(r"\n\s+at (?:([\w.<>]+) \()?(?:file://)?(/[^\s:]+):(\d+):\d+", words)]
        kind = (re.search(r"^(\w*Error)", words, re.M) or ["Error"])[0]
    elif code < 0 or code >= 128 or code == 99:
        return "signal", []
    else:
        return None
    here = os.getcwd() + "/"
    own = []
    for name, path, line in frames:
        path = path[len(here):] if path.startswith(here) else path
        if os.path.isfile(path) and not path.startswith("/") and (path, line) not in [(p, n) for _, p, n in own]:
            own.append((re.sub(r"\(.*", "", name), path, line))
    return kind, own


def split_arguments(text):
    """The arguments of a call, from behind its opening bracket; None where it does not end on the line."""
    parts, depth, start, quote = [], 0, 0, None
    for i, letter in enumerate(text):
        if quote:
            quote = None if letter == quote and text[i - 1] != "\\" else quote
        elif letter in "\"'":
            quote = letter
        elif letter in "([{":
            depth += 1
        elif letter in ")]}" and depth:
            depth -= 1
        elif letter == ")":
            return parts + [text[start:i].strip()], text[i:]
        elif letter == "," and not depth:
            parts.append(text[start:i].strip())
            start = i + 1
    return None


def head_of(lines, at):
    for i in range(at, -1, -1):
        if re.match(r"\s{0,4}[A-Za-z_][\w\s:<>,*&~]*\([^;]*\)?\s*(?:const\s*)?\{?\s*$", lines[i]) and not re.match(r"\s*(?:if|for|while|switch|else|return)\b", lines[i]):
            return lines[i]
    return ""


def ways_out(lines, at):
    head = head_of(lines, at)
    indent = len(lines[at]) - len(lines[at].lstrip())
    ways = []
    for i in range(at, max(-1, at - 40), -1):
        if lines[i] and not lines[i][0].isspace() and lines[i][0] not in "{}":
            break
        if re.match(r"\s*(?:for|while)\b", lines[i]) and len(lines[i]) - len(lines[i].lstrip()) < indent:
            ways = ["continue;", "break;"]
            break
    if re.match(r"\s*(?:static\s+|inline\s+|virtual\s+)*void\s+\**\w", head) and "*" not in head.split("(")[0]:
        return ways + ["return;"]
    if re.match(r"[^(]*\*[^(]*\(", head):
        return ways + ["return 0;"]
    used = re.findall(r"\breturn [^;]*;", "\n".join(lines[max(0, at - 40):at + 40]))
    return ways + list(dict.fromkeys(["return -1;", "return 0;", "return 1;"] + [way for way in used if len(way) < 40 and re.match(r'return (?:"|[A-Z])', way)][:3]))


def candidates(kind, frames, texts):
    """(path, new lines) in the order in which they are likely to be right."""
    whole = "\n".join("\n".join(lines) for lines in texts.values())
    arrays = set(re.findall(r"\b([A-Za-z_]\w*)(?:\[[^\]\n]+\])+\s*[;,=]", whole))
    is_array = lambda name: re.split(r"->|\.", name)[-1] in arrays
    stable = lambda expression: not re.search(r"\+\+|--|[^=!<>]=[^=]", expression)
    for _, path, number in frames[:4]:
        lines = texts.get(path)
        if not lines or number > len(lines):
            continue
        at, line = number - 1, lines[number - 1]
        indent = re.match(r"\s*", line).group()
        change = lambda *new, at=at, lines=lines: (path, lines[:at] + list(new) + lines[at + 1:])
        if path.endswith((".mjs", ".js", ".cjs")):
            mended = [re.sub(r"(=\s*)\{\}", r"\1Object.create(null)", text) for text in lines]
            if mended != lines:
                yield path, mended
            for held in re.findall(r"([A-Za-z_][\w.]*(?:\[[^\]]+\])?)\.\w+", line):
                yield change(re.sub(re.escape(held) + r"\.", held + "?.", line, count=1))
            continue
        if path.endswith(".py"):
            for way in ("continue", "break", "return None", "pass"):
                yield change(indent + "try:", "    " + line, indent + "except (ArithmeticError, LookupError, TypeError, ValueError, RecursionError, AttributeError):", indent + "    " + way)
            continue
        out = ways_out(lines, at)
        guards = []
        # Text that is taken for a format.
        for call in re.finditer(r"\b(\w+)\(", line):
            parts = split_arguments(line[call.end():])
            if not parts or kind not in ("SEGV", "stack-buffer-overflow", "global-buffer-overflow", "heap-buffer-overflow"):
                continue
            for i, argument in enumerate(parts[0]):
                if re.match(r"[A-Za-z_][\w.>\[\]-]*$", argument) and ("print" in call.group(1) or "log" in call.group(1) or re.search(rf"\b{call.group(1)}\([^)]*\.\.\.\)", whole)):
                    yield change(line[:call.end()] + ", ".join(parts[0][:i] + ['"%s"', argument]) + parts[1])
        # Memory that is given back twice: forget it when it is given back.
        if "free" in kind:
            for freed in re.findall(r"\bfree\(([^;]+)\);", line):
                yield change(line.replace(f"free({freed});", f"{{ free({freed}); {freed} = NULL; }}"))
        # Copies without an end.
        copy = re.search(r"\b(strcpy|strcat|sprintf)\(([\w.>\[\]-]+), ([^;]+)\);", line)
        if copy and is_array(re.sub(r"\[.*", "", copy[2])):
            to, rest = copy[2], copy[3]
            yield change(line.replace(copy[0], {"strcpy": f'snprintf({to}, sizeof {to}, "%s", {rest});', "strcat": f"strncat({to}, {rest}, sizeof {to} - strlen({to}) - 1);", "sprintf": f"snprintf({to}, sizeof {to}, {rest});"}[copy[1]]))
        block = re.search(r"\b(?:mem(?:cpy|move|set)|fread|read)\(([\w.>-]+)(?: \+ ([\w.>-]+))?, [^;]+?, ([^,;]+)\);", line)
        if block and is_array(block[1]):
            for sign in (">=", ">"):
                guards.append(f"(unsigned long)({block[3]}){' + ' + block[2] if block[2] else ''} {sign} sizeof {block[1]}")
        for array, index in re.findall(r"([A-Za-z_][\w.>-]*)\[([^\][]+)\]", line):
            plain = re.sub(r"\+\+|--", "", index)
            if is_array(array) and not index.isdigit():
                guards.append(f"(long)({plain}) < 0 || (unsigned long)({plain}) >= sizeof {array} / sizeof {array}[0]")
        for divisor in re.findall(r"[/%]\s*(\([^()]+\)|[A-Za-z_][\w.>-]*(?:\[[^\]]+\])?)", line):
            guards.append(f"({divisor}) == 0")
        pointers = list(dict.fromkeys(re.findall(r"([A-Za-z_][\w.]*(?:->\w+)*(?:\[\w+\])?)->", line) + re.findall(r"\*([A-Za-z_]\w*)", line) + re.findall(r"([A-Za-z_][\w.>-]*)\[", line)))
        if path.endswith((".cc", ".cpp", ".cxx", ".hpp", ".hh")):
            holders = list(dict.fromkeys(re.findall(r"\b([A-Za-z_]\w*)\.(?:begin|end)\(\)", whole)))
            guards += [f"{pointer} == {holder}.end()" for pointer in pointers for holder in holders[:3]]
            guards += [f"{index} < 0 || (unsigned long)({index}) >= {holder}.size()" for holder, index in re.findall(r"([A-Za-z_]\w*)\[([^\][]+)\]", line)]
            guards += [f"{holder}.empty()" for holder in re.findall(r"([A-Za-z_]\w*)\.(?:back|front|pop_back)\(\)", line)]
        guards += [f"!{pointer}" for pointer in pointers]
        # Of an index whose bound the function knows: any number beside it.
        bounds = re.findall(r"\b([A-Za-z_]\w*(?:->|\.)(?:count|size|length|capacity|used|n)\w*|[a-z_]*(?:count|size|length|capacity|limit)|[A-Z][A-Z_0-9]{2,})\b", "\n".join(lines[max(0, at - 30):at + 1]))
        for array, index in re.findall(r"([A-Za-z_][\w.>-]*)\[([^\][]+)\]", line):
            if not index.isdigit() and stable(index):
                guards += [f"(long)({index}) < 0 || (long)({index}) >= (long)({bound})" for bound in list(dict.fromkeys(bounds))[:4]]
        for guard in dict.fromkeys(guards):
            if not stable(guard.replace(">=", "").replace("==", "")):
                continue
            for way in out:
                yield change(f"{indent}if ({guard}) {way}", line)
        if re.match(r"\s*(?:for|while)\b", line):
            for pointer in re.findall(r"\bfree\(([A-Za-z_][\w.]*(?:->\w+)*)\[", line):
                yield change(f"{indent}if ({pointer})", line)
        # A condition that lets one too many through, at the line or in the twenty before it.
        for i in range(at, max(-1, at - 20), -1):
            for old, new in (("<=", "<"), (" > ", " >= "), (" < ", " + 1 < "), (" >= ", " + 1 >= ")):
                if re.search(r"\b(?:if|for|while|return)\b", lines[i]) and old in lines[i]:
                    yield change(lines[i].replace(old, new, 1), at=i)


def write(texts, path, lines):
    with open(path, "w", encoding="latin-1", newline="") as file:
        file.write("\n".join(lines))


def passes():
    return all(run_on(name)[:2] == expected[name] for name in INPUTS) and (not tested or shell(TESTS, 60)[0] == 0)


def mend(texts, report, depth):
    for path, lines in candidates(*report, texts):
        if time.time() > END:
            return None
        if (changed := {**texts, path: lines}) in tried:
            continue
        tried.append(changed)
        write(texts, path, lines)
        if shell(BUILD)[0] == 0:
            after = read_report()
            if after is None and passes():
                return changed
            if after and depth > 1 and (after[0], after[1][:1]) != (report[0], report[1][:1]) and not (after[1] and report[1] and after[0] == report[0] and after[1][0][2] == report[1][0][2] + 1):
                deeper = mend(changed, after, depth - 1)
                if deeper:
                    return deeper
        write(texts, path, texts[path])
    return None


original, tried = {}, []
for folder, folders, names in os.walk("."):
    folders[:] = [name for name in folders if name not in ("fuzzing", "mending", ".git", "node_modules")]
    for name in names:
        path = os.path.relpath(os.path.join(folder, name))
        if path.endswith(SOURCE) and not path.startswith("tests/"):
            with open(path, encoding="latin-1", newline="") as file:
                original[path] = file.read().split("\n")
shell(BUILD)
report = read_report()
if not report:
    sys.exit("It does not crash.")
if report[1]:
    print("report", report[0], report[1][0][1], report[1][0][2], report[1][0][0], flush=True)
expected = {name: run_on(name)[:2] for name in INPUTS}
# Tests that are kept from whoever mends fail as it is: nothing can be learned from them.
tested = bool(TESTS) and shell(TESTS, 60)[0] == 0
mended = mend(original, report, DEEPEST)
if mended:
    patch = []
    for path in sorted(original):
        if mended[path] != original[path]:
            ended = lambda lines: [line + "\n" for line in lines[:-1]] + ([lines[-1] + "\n\\ No newline at end of file\n"] if lines[-1] else [])
            patch += difflib.unified_diff(ended(original[path]), ended(mended[path]), f"a/{path}", f"b/{path}")
    os.makedirs("mending", exist_ok=True)
    with open("mending/fix.patch", "w", encoding="latin-1", newline="") as file:
        file.write("".join(patch))
    print("patch mending/fix.patch")
for path, lines in original.items():
    write(original, path, lines)
shell(BUILD)
