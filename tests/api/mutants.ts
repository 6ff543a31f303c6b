// A body that is fine, spoilt in every way at every place.

export interface Mutant {
  readonly how: string;
  /** The body's JSON text: some of what is sent cannot be made by JSON.stringify. */
  readonly text: string;
  /** Where it is wrong, as the refusal must name it; or the field around it. */
  readonly field: string;
}

type Path = readonly (string | number)[];

const HOSTILE_TEXTS: readonly (readonly [how: string, text: string])[] = [
  ["a NUL", "x\u0000y"],
  ["an escape sequence", "\u001b[31mred"],
  ["a character that turns the direction of text", "\u202etxt.exe"],
  ["nothing but blanks", " \t\n "],
  ["far too much text", "x".repeat(50_000)],
];

/** Every mutant of a body; each must be refused. */
export function listMutants(body: object): readonly Mutant[] {
  return [...listPaths(body, [])].flatMap(([path, value]) => {
    const spoil = (how: string, replacement: unknown, field = path): Mutant => ({ how: `${how} at ${nameOf(path)}`, text: JSON.stringify(replaceAt(body, path, replacement)), field: nameOf(field) });
    if (isObject(value)) {
      return [
        spoil("a list for an object", [value]),
        spoil("a text for an object", "text"),
        spoil("an unknown key", { ...value, unknownKey: true }),
        spoil("a key of every object", { ...value, constructor: { prototype: { isAdministrator: true } } }),
        // JSON.stringify leaves out an own key of this name only when it was set as a prototype; so it is put in as text.
        { ...spoil("the prototype's key", { ...value, unknownKey: { isAdministrator: true } }), text: JSON.stringify(replaceAt(body, path, { ...value, unknownKey: { isAdministrator: true } })).replace('"unknownKey"', '"__proto__"') },
      ];
    }
    if (typeof value === "string") return [...HOSTILE_TEXTS.map(([how, text]) => spoil(how, text)), spoil("a number for a text", 7), spoil("an object for a text", { toString: "x" }), spoil("a list for a text", [value])];
    if (typeof value === "number") return [spoil("a text for a number", "7"), spoil("nothing for a number", null), spoil("a number out of all bounds", 1e300)];
    if (typeof value === "boolean") return [spoil("a text for a yes", "true"), spoil("a number for a yes", 1)];
    return [spoil("an object for a list", {}), spoil("a list of lists", [[[]]])];
  });
}

/** The places of a text, each with text that no encoding has: half of a character. */
export function listHalfCharacters(body: object): readonly string[] {
  return [...listPaths(body, [])].filter(([, value]) => typeof value === "string").map(([path]) => JSON.stringify(replaceAt(body, path, "half \ud83d of one")));
}

export function nameOf(path: Path): string {
  return path.length === 0 ? "body" : path.join(".");
}

function* listPaths(value: unknown, path: Path): Generator<readonly [Path, unknown]> {
  if (value === null) return;
  yield [path, value];
  if (typeof value === "object") for (const [key, inner] of Object.entries(value)) yield* listPaths(inner, [...path, Array.isArray(value) ? Number(key) : key]);
}

function replaceAt(body: unknown, [key, ...rest]: Path, replacement: unknown): unknown {
  if (key === undefined) return replacement;
  const copy: Record<string | number, unknown> = Array.isArray(body) ? ([...body] as never) : { ...(body as object) };
  copy[key] = replaceAt(copy[key], rest, replacement);
  return copy;
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
