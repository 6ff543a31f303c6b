// The part of JSON Schema (2020-12, and of draft 4 what CVSS's schemas need) that CSAF's and OSV's schemas use. Compiled once into
// closures; recursion is as deep as the document, which its reader bounds. A keyword not named here is not looked at.
import { sortKeys, toPart, type Part } from "./json-parts.ts";
import { toPointer } from "../json-pointer.ts";

export interface SchemaFault {
  readonly path: string;
  readonly message: string;
}

/** A place on the way down. Pointers are only written out for what is reported. */
export interface Step {
  readonly up: Step | undefined;
  readonly name: string | number;
}

export function toPointerOf(step: Step | undefined): string {
  const names: (string | number)[] = [];
  for (let here = step; here; here = here.up) names.push(here.name);
  return toPointer(names.toReversed());
}

type Fail = (step: Step | undefined, message: string) => void;
type Check = (value: unknown, step: Step | undefined, fail: Fail) => void;

export type Format = RegExp | ((text: string) => boolean);

export interface SchemaSet {
  /** By the name other schemas refer to them by. */
  readonly schemas: ReadonlyMap<string, Part>;
  readonly formats: Readonly<Record<string, Format>>;
}

/** Compiles a schema that refers to nothing but itself; the keywords at the head of this file are all it may use. */
export function compileJsonSchema(schema: Part, formats: SchemaSet["formats"], most = 200): (value: unknown) => SchemaFault[] {
  return compileSchema({ schemas: new Map([["schema", schema]]), formats }, "schema", most);
}

/** Compiles the schema of that name. What comes out gives the faults of a value, at most `most`. */
export function compileSchema(set: SchemaSet, name: string, most: number): (value: unknown) => SchemaFault[] {
  const check = new Compiler(set).reference(name, "");
  return (value) => {
    const faults: SchemaFault[] = [];
    check(value, undefined, (step, message) => {
      if (faults.length < most) faults.push({ path: toPointerOf(step), message });
    });
    return faults;
  };
}

class Compiler {
  readonly #set: SchemaSet;
  readonly #known = new Map<string, Check>();

  constructor(set: SchemaSet) {
    this.#set = set;
  }

  /** A reference is compiled at its first use, so that schemas may refer to themselves. */
  reference(reference: string, home: string): Check {
    const [file = "", pointer = ""] = reference.split("#");
    const name = file === "" ? home : file;
    const key = `${name}#${pointer}`;
    return (value, step, fail) => {
      let check = this.#known.get(key);
      if (!check) {
        let here: unknown = this.#set.schemas.get(name);
        for (const part of pointer.split("/").slice(1)) here = toPart(here)?.[part];
        const schema = toPart(here);
        if (!schema) throw new Error(`The schema refers to ${key}, which is not there`);
        check = this.#compile(schema, name);
        this.#known.set(key, check);
      }
      check(value, step, fail);
    };
  }

  #compile(schema: Part, home: string): Check {
    const checks: Check[] = [];
    const inner = (value: unknown): Check | undefined => {
      const part = toPart(value);
      return part && this.#compile(part, home);
    };
    if (typeof schema["$ref"] === "string") checks.push(this.reference(schema["$ref"], home));
    checks.push(...checkAny(schema), ...checkText(schema, this.#set.formats), ...checkNumber(schema), ...checkList(schema, inner(schema["items"])), ...checkObject(schema, inner));
    for (const word of ["allOf", "anyOf", "oneOf"] as const) {
      const alternatives = Array.isArray(schema[word]) ? schema[word].flatMap((one) => inner(one) ?? []) : [];
      if (alternatives.length > 0) checks.push(word === "allOf" ? (...args) => alternatives.forEach((one) => one(...args)) : oneOf(alternatives, word === "oneOf"));
    }
    const [condition, then, otherwise, forbidden, contained] = [inner(schema["if"]), inner(schema["then"]), inner(schema["else"]), inner(schema["not"]), inner(schema["contains"])];
    if (condition) checks.push((value, step, fail) => (accepts(condition, value) ? then : otherwise)?.(value, step, fail));
    if (forbidden) checks.push((value, step, fail) => void (accepts(forbidden, value) && fail(step, "must not be what the schema excludes here")));
    if (contained) checks.push((value, step, fail) => void (Array.isArray(value) && !value.some((item) => accepts(contained, item)) && fail(step, "must hold an item that the schema demands")));
    return (value, step, fail) => {
      for (const check of checks) check(value, step, fail);
    };
  }
}

function accepts(check: Check, value: unknown): boolean {
  let isAccepted = true;
  check(value, undefined, () => {
    isAccepted = false;
  });
  return isAccepted;
}

/** Tells the faults by the alternative that comes nearest. */
function oneOf(alternatives: readonly Check[], exactly: boolean): Check {
  return (value, step, fail) => {
    const faults = alternatives.map((check) => {
      const found: (readonly [Step | undefined, string])[] = [];
      check(value, step, (at, message) => void found.push([at, message]));
      return found;
    });
    const fitting = faults.filter((found) => found.length === 0).length;
    if (fitting === 1 || (fitting > 1 && !exactly)) return;
    if (fitting > 1) return fail(step, "must match only one of the alternatives");
    const nearest = faults.reduce((best, found) => (found.length < best.length ? found : best));
    for (const [at, message] of nearest) fail(at, message);
  };
}

function typeOf(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  return typeof value === "number" && Number.isInteger(value) ? "integer" : typeof value;
}

function checkAny(schema: Part): Check[] {
  const checks: Check[] = [];
  const { type, enum: allowed } = schema;
  const wanted = schema["const"];
  const types: readonly string[] = Array.isArray(type) ? type : typeof type === "string" ? [type] : [];
  if (types.length > 0) {
    const text = types.map((one) => `${/^[aeiou]/.test(one) ? "an" : "a"} ${one}`).join(" or ");
    checks.push((value, step, fail) => {
      const given = typeOf(value);
      if (!types.includes(given) && !(given === "integer" && types.includes("number"))) fail(step, `must be ${text}`);
    });
  }
  if (Array.isArray(allowed)) {
    const values: ReadonlySet<unknown> = new Set(allowed);
    const text = allowed.map((value) => JSON.stringify(value)).join(", ");
    checks.push((value, step, fail) => {
      if (!values.has(value)) fail(step, `must be one of ${text}`);
    });
  }
  if (wanted !== undefined) {
    checks.push((value, step, fail) => {
      if (value !== wanted) fail(step, `must be ${JSON.stringify(wanted)}`);
    });
  }
  return checks;
}

function checkText({ minLength, maxLength, pattern, format }: Part, formats: Readonly<Record<string, Format>>): Check[] {
  const checks: ((text: string) => string | undefined)[] = [];
  // Lengths in characters, as the standard counts; what is long in units need not be counted.
  if (typeof minLength === "number") checks.push((text) => (text.length < 2 * minLength && countCharacters(text) < minLength ? `must have at least ${minLength} characters` : undefined));
  if (typeof maxLength === "number") checks.push((text) => (text.length > maxLength && countCharacters(text) > maxLength ? `must have at most ${maxLength} characters` : undefined));
  if (typeof pattern === "string") {
    const expression = new RegExp(pattern);
    checks.push((text) => (expression.test(text) ? undefined : `must match ${pattern.length > 120 ? "the pattern of the schema" : pattern}`));
  }
  const known = typeof format === "string" ? formats[format] : undefined;
  if (known) checks.push((text) => ((typeof known === "function" ? known(text) : known.test(text)) ? undefined : `must be of the format ${format as string}`));
  return checks.map((judge): Check => (value, step, fail) => {
    const message = typeof value === "string" ? judge(value) : undefined;
    if (message !== undefined) fail(step, message);
  });
}

function countCharacters(text: string): number {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}

function checkNumber({ minimum, maximum, multipleOf }: Part): Check[] {
  const checks: ((number: number) => string | undefined)[] = [];
  if (typeof minimum === "number") checks.push((number) => (number < minimum ? `must be at least ${minimum}` : undefined));
  if (typeof maximum === "number") checks.push((number) => (number > maximum ? `must be at most ${maximum}` : undefined));
  // 6.9 / 0.1 is not quite 69.
  if (typeof multipleOf === "number") checks.push((number) => (Math.abs(number / multipleOf - Math.round(number / multipleOf)) > 1e-6 ? `must be a multiple of ${multipleOf}` : undefined));
  return checks.map((judge): Check => (value, step, fail) => {
    const message = typeof value === "number" ? judge(value) : undefined;
    if (message !== undefined) fail(step, message);
  });
}

function checkList({ minItems, maxItems, uniqueItems }: Part, items: Check | undefined): Check[] {
  if (items === undefined && minItems === undefined && maxItems === undefined && uniqueItems !== true) return [];
  return [(value, step, fail) => {
    if (!Array.isArray(value)) return;
    if (typeof minItems === "number" && value.length < minItems) fail(step, `must have at least ${minItems} items`);
    if (typeof maxItems === "number" && value.length > maxItems) fail(step, `must have at most ${maxItems} items`);
    if (uniqueItems === true && !areUnique(value)) fail(step, "must not hold the same item twice");
    if (items) for (let index = 0; index < value.length; index += 1) items(value[index], { up: step, name: index }, fail);
  }];
}

/** By sets: comparing pair by pair would take minutes for a hostile list. */
function areUnique(items: readonly unknown[]): boolean {
  return items.length < 2 || new Set(items.map((item) => JSON.stringify(typeof item === "string" ? item : sortKeys(item)))).size === items.length;
}

function checkObject(schema: Part, inner: (value: unknown) => Check | undefined): Check[] {
  const { minProperties, maxProperties, required, additionalProperties } = schema;
  const properties = new Map(Object.entries(toPart(schema["properties"]) ?? {}).flatMap(([name, value]) => {
    const check = inner(value);
    return check ? [[name, check] as const] : [];
  }));
  const needed: readonly string[] = Array.isArray(required) ? required.filter((name) => typeof name === "string") : [];
  if (properties.size === 0 && needed.length === 0 && minProperties === undefined && maxProperties === undefined && additionalProperties !== false) return [];
  return [(value, step, fail) => {
    const part = toPart(value);
    if (!part) return;
    const names = Object.keys(part);
    if (typeof minProperties === "number" && names.length < minProperties) fail(step, `must have at least ${minProperties} properties`);
    if (typeof maxProperties === "number" && names.length > maxProperties) fail(step, `must have at most ${maxProperties} properties`);
    for (const name of needed) if (!Object.hasOwn(part, name)) fail(step, `must have the property "${name}"`);
    for (const name of names) {
      const check = properties.get(name);
      if (check) check(part[name], { up: step, name }, fail);
      else if (additionalProperties === false) fail({ up: step, name }, "is a property the schema does not allow here");
    }
  }];
}
