// Names of functions and files in one spelling, whichever compiler, demangler or machine wrote them. The names come from
// debug information, which the target's author controls: every step here is linear in a bounded length.

const NAME_CHARACTERS = 2_048;
const SHOWN_CHARACTERS = 200;

const OPERATOR = /operator\s*(\(\)|\[\]|->\*?|<=>|<<=|>>=|<<|>>|<=|>=|==|!=|&&|\|\||\+\+|--|[-+*/%^&|~!=<>,]=?|new\[\]|delete\[\]|new\b|delete\b)/y;
const OPENING = new Set(["(", "<", "[", "{"]);
const CLOSING = new Set([")", ">", "]", "}"]);

/** C++ and Rust print arguments, template arguments, closures and ABI tags around the name; none of them is the name. */
function stripBrackets(text: string): string {
  let name = "";
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at] ?? "";
    if (depth === 0 && character === "o" && !/\w/.test(text[at - 1] ?? "")) {
      OPERATOR.lastIndex = at;
      const operator = OPERATOR.exec(text);
      if (operator) {
        name += `operator${/^\w/.test(operator[1] ?? "") ? "_" : ""}${operator[1]}`;
        at += operator[0].length - 1;
        continue;
      }
    }
    if (OPENING.has(character)) {
      if (depth === 0 && character === "{") name += text.startsWith("{lambda", at) ? "lambda" : "closure";
      depth += 1;
    } else if (CLOSING.has(character)) depth = Math.max(0, depth - 1);
    else if (depth === 0) name += character;
  }
  return name;
}

/** `<Type as Trait>::method` and `<Type>::method` are Rust's; the type is part of the name. */
function unwrapRustImplementation(text: string): string {
  if (!text.startsWith("<")) return text;
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] === "<") depth += 1;
    else if (text[at] === ">" && text[at - 1] !== "-") depth -= 1;
    if (depth > 0) continue;
    const inner = text.slice(1, at);
    const as = inner.indexOf(" as ");
    return `${as < 0 ? inner : inner.slice(0, as)}${text.slice(at + 1)}`;
  }
  return text;
}

/** A C, C++ or Rust function: `void ns::Stack<int>::push(int) [clone .cold]` is `ns::Stack::push`. Null where nothing is left. */
export function toNativeName(printed: string): string | null {
  const bounded = printed.slice(0, NAME_CHARACTERS).trim();
  const bare = stripBrackets(unwrapRustImplementation(bounded))
    .replace(/\$_\d+/g, "lambda")
    .replace(/(?:\s+(?:const|volatile|&&?))+$/, "")
    .trim();
  // What stands before the last space is the return type.
  const word = bare.slice(bare.lastIndexOf(" ") + 1);
  const [plain = ""] = word.replace(/::h[0-9a-f]{16}$/, "").replace(/(?<=\w)@.*$/, "").split(/(?<=\w)\.(?=\w)/, 1);
  // An anonymous namespace leaves a pair of colons behind.
  const name = plain.replaceAll("::::", "::").replace(/^::/, "").replace(/^\*+/, "");
  return name === "" || /^\?+$/.test(name) || name === "<null>" ? null : name.slice(0, SHOWN_CHARACTERS);
}

/** A Go function: `main.(*Reader).Next(0xc000012345, ...)` is `main.(*Reader).Next`. */
export function toGoName(printed: string): string | null {
  const bounded = printed.slice(0, NAME_CHARACTERS).trim();
  const generic = bounded.indexOf("[...]");
  const joined = generic < 0 ? bounded : bounded.slice(0, generic) + bounded.slice(generic + 5);
  // The arguments are the last bracket; a receiver's bracket is followed by a dot.
  const open = joined.endsWith(")") ? joined.lastIndexOf("(") : -1;
  const name = open > 0 ? joined.slice(0, open) : joined;
  return name === "" ? null : name.slice(0, SHOWN_CHARACTERS);
}

/** Java numbers its lambdas, proxies and generated accessors anew in each build. */
export function toJavaName(printed: string): string {
  const bounded = printed.slice(0, NAME_CHARACTERS);
  // A class loader's or module's name stands before the last slash.
  return bounded.slice(bounded.lastIndexOf("/") + 1).replace(/(lambda\$\w+)\$\d+/g, "$1").replace(/(\$\$Lambda)[^.]*/g, "$1").replace(/(Proxy|Accessor)\d+/g, "$1").slice(0, SHOWN_CHARACTERS);
}

/** Resolves `.` and `..`, drops `file://`; stays relative where it was. */
export function toFilePath(printed: string): string {
  const path = printed.slice(0, NAME_CHARACTERS).replace(/^file:\/\//, "").replaceAll("\\", "/");
  const kept: string[] = [];
  for (const part of path.split("/")) {
    if (part === "." || (part === "" && kept.length > 0)) continue;
    if (part === ".." && kept.length > 0 && kept.at(-1) !== ".." && kept.at(-1) !== "") kept.pop();
    else if (part !== ".." || kept.at(-1) !== "") kept.push(part);
  }
  return kept.join("/").slice(-SHOWN_CHARACTERS);
}

/** The last part of a path: builds of one source lie in different folders. */
export function toBaseName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** `decode.parse` for a function `parse` of decode.py: in scripting languages the file is the name space. */
export function toScriptName(file: string, name: string): string {
  const base = toBaseName(file);
  const dot = base.lastIndexOf(".");
  return `${dot > 0 ? base.slice(0, dot) : base}.${name}`.slice(0, SHOWN_CHARACTERS);
}
