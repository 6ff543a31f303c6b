import messages from "../messages/en.json" with { type: "json" };

/** Every text of the pages, by key. A key that is not in messages/en.json does not compile. */
export type MessageKey = keyof typeof messages;

/** Keys that exist as `<key>_one` and `<key>_other`. */
export type CountedKey = MessageKey extends infer Key ? (Key extends `${infer Stem}_one` ? Stem : never) : never;

type Params = Readonly<Record<string, string | number>>;

const LANGUAGE = "en";
const pluralRules = new Intl.PluralRules(LANGUAGE);

/** The text of a key, with `{name}` replaced by params.name. Throws when the text names a param that is not given. */
export function t(key: MessageKey, params: Params = {}): string {
  return fill(key, messages[key], params);
}

/** The text for a count: `tCount("x", 1)` reads `x_one`, otherwise `x_other`; `{count}` is the number, grouped. */
export function tCount(key: CountedKey, count: number, params: Params = {}): string {
  const form = pluralRules.select(count) === "one" ? "one" : "other";
  return t(`${key}_${form}` as MessageKey, { count: count.toLocaleString(LANGUAGE), ...params });
}

function fill(key: string, text: string, params: Params): string {
  return text.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = params[name];
    if (value === undefined) throw new Error(`Message ${key} needs the param ${name}`);
    return String(value);
  });
}
