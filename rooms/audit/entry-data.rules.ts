// The log cannot forget, so nothing gets in that somebody may have to be forgotten for: names, addresses, texts, secrets.
// What an act may say of itself is made of few things, and each of them is one of ours.

/** Deeper or longer than any act of ours; a list that grows with the house belongs elsewhere, and its digest here. */
const MAX_DEPTH = 3;
const MAX_ITEMS = 256;
const MAX_TOKEN = 256;
const MAX_KEY_TEXT = 4096;

const NAME = /^[A-Za-z][A-Za-z0-9._-]{0,63}$/;
/** One run of characters without a blank: an id, a word of a closed list, an instant, a digest, a version, a route. */
const TOKEN = /^[^\s\p{C}<>"'`\\]+$/u;
const ADDRESS = /[^@]+@[^@]+\.[^@]+/;
const PUBLIC_KEY = /^-----BEGIN PUBLIC KEY-----\n(?:[A-Za-z0-9+/=]{1,76}\n)+-----END PUBLIC KEY-----\n?$/;

/**
 * What is wrong with an act's data, with the place; undefined when it is made of tokens, whole numbers, yes and no, nothing,
 * public keys, and lists and objects of these. Two words with a blank between them are a text; so is an address.
 */
export function findForeignData(data: unknown, where = "data", depth = 0): string | undefined {
  if (data === null || typeof data === "boolean") return undefined;
  if (typeof data === "number") return Number.isSafeInteger(data) ? undefined : `${where} is not a whole number: figures other than counts belong elsewhere`;
  if (typeof data === "string") return findForeignText(data, where);
  if (depth > MAX_DEPTH) return `${where} is nested too deep`;
  if (Array.isArray(data)) {
    if (data.length > MAX_ITEMS) return `${where} has more than ${MAX_ITEMS} items: keep the list elsewhere, and its digest here`;
    return firstOf(data.map((item, place) => findForeignData(item, `${where}[${place}]`, depth + 1)));
  }
  if (typeof data !== "object") return `${where} is of type ${typeof data}`;
  const members = Object.entries(data);
  if (members.length > MAX_ITEMS) return `${where} has more than ${MAX_ITEMS} fields`;
  return firstOf(members.map(([name, value]) => (NAME.test(name) ? findForeignData(value, `${where}.${name}`, depth + 1) : `${where} has a field that is not named by a word`)));
}

function findForeignText(text: string, where: string): string | undefined {
  if (text.length <= MAX_KEY_TEXT && PUBLIC_KEY.test(text)) return undefined;
  if (text.length > MAX_TOKEN) return `${where} is a text of ${text.length} characters: keep it elsewhere, and its digest here`;
  if (!TOKEN.test(text)) return `${where} is a text and no id, word, instant or digest: keep it elsewhere, and its digest here`;
  return ADDRESS.test(text) ? `${where} is an address: name people by their id` : undefined;
}

const firstOf = (problems: readonly (string | undefined)[]): string | undefined => problems.find((problem) => problem !== undefined);
