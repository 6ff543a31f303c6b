/*
 * A strict reader of the markup that we write: every attribute quoted, every element closed, no sign of markup in a text. What a
 * forgiving browser makes of a page is then what stands in it.
 */
const VOID = new Set(["meta", "link", "input", "br"]);
const LEADING = new Set(["href", "src", "action", "formaction"]);
const TAG = /<(\/?)([a-z][a-z0-9]*)((?: [a-zA-Z-]+(?:="[^"<>]*")?)*)(\/?)>/y;

/** The elements of a page in their order, each with the names of its attributes and where it leads; throws where it is not strict. */
export function readMarkup(page: string): { readonly elements: readonly string[]; readonly addresses: readonly string[]; readonly text: string } {
  if (!page.startsWith("<!doctype html>\n")) throw new Error("the page has no doctype");
  const [elements, addresses, open, text]: [string[], string[], string[], string[]] = [[], [], [], []];
  for (let at = "<!doctype html>\n".length; at < page.length; ) {
    if (page[at] !== "<") {
      const end = page.indexOf("<", at);
      const words = page.slice(at, end === -1 ? page.length : end);
      if (words.includes(">")) throw new Error(`a loose > in ${words}`);
      text.push(words);
      at += words.length;
      continue;
    }
    TAG.lastIndex = at;
    const [whole, closing, name = "", attributes = "", empty] = TAG.exec(page) ?? [];
    if (whole === undefined) throw new Error(`no strict tag: ${page.slice(at, at + 80)}`);
    at += whole.length;
    if (closing) {
      const opened = open.pop();
      if (opened !== name) throw new Error(`</${name}> closes <${opened}>`);
      continue;
    }
    if (!VOID.has(name) && !empty) open.push(name);
    const pairs = [...attributes.matchAll(/ ([a-zA-Z-]+)(?:="([^"]*)")?/g)].map(([, key = "", value = ""]) => [key, value] as const);
    elements.push([name, ...pairs.map(([key]) => key)].join(" "));
    addresses.push(...pairs.filter(([key]) => LEADING.has(key)).map(([, address]) => address));
  }
  if (open.length > 0) throw new Error(`never closed: ${open.join(" ")}`);
  return { elements, addresses, text: text.join(" ") };
}
