import { SaxesParser } from "saxes";
import { InventoryError } from "../exposure.errors.ts";
import { tooManyRows } from "./inventory-draft.ts";

/** What a reader of XML hears of, in the file's order; names without their prefix. */
export interface XmlListener {
  open(name: string, attributes: Readonly<Record<string, string>>, line: number): void;
  text(text: string): void;
  close(name: string): void;
}

const DEEPEST = 512;
const MOST_ELEMENTS = 2_000_000;
/** Of a document that is kept whole: each costs some two hundred bytes. */
const MOST_KEPT_ELEMENTS = 600_000;
/** nmap writes its root's bare name; anything more would declare entities or point to a file. */
const BARE_DOCTYPE = /^\s*[\w.-]+\s*$/;

const localName = (name: string): string => name.slice(name.indexOf(":") + 1);

/**
 * Reads attacker-controlled XML. Nothing is declared, fetched or expanded: a document type that says more than a name is refused, and
 * only XML's own five entities are known. Throws {@link InventoryError} `not-xml`, `unsupported-format` or `too-many-rows`.
 */
export function readXml(text: string, listener: XmlListener): void {
  const parser = new SaxesParser({ xmlns: false });
  // Without a prototype, so that `&constructor;` is unknown too.
  parser.ENTITIES = Object.assign(Object.create(null) as Record<string, string>, { amp: "&", apos: "'", gt: ">", lt: "<", quot: '"' });
  let depth = 0;
  let elements = 0;
  let line = 1;
  parser.on("opentagstart", () => {
    line = parser.line;
  });
  parser.on("opentag", ({ name, attributes }) => {
    if (++depth > DEEPEST) throw new InventoryError("not-xml", `The file nests its elements deeper than ${DEEPEST} levels. Export it again, then upload the new file.`);
    if (++elements > MOST_ELEMENTS) throw tooManyRows();
    listener.open(localName(name), attributes, line);
  });
  parser.on("closetag", ({ name }) => {
    depth--;
    listener.close(localName(name));
  });
  parser.on("text", (part) => listener.text(part));
  parser.on("cdata", (part) => listener.text(part));
  parser.on("doctype", (declaration) => {
    if (BARE_DOCTYPE.test(declaration)) return;
    throw new InventoryError("unsupported-format", "The file declares a document type, which can hide what it says. Export it without one (CycloneDX, nmap and XLSX need none), or save the list as CSV.");
  });
  try {
    parser.write(text).close();
  } catch (cause) {
    if (cause instanceof InventoryError) throw cause;
    throw new InventoryError("not-xml", `The file looks like XML but is broken or cut off near line ${parser.line}. Export it again, then upload the new file.`, { cause });
  }
}

export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly line: number;
  readonly children: readonly XmlElement[];
  /** Its own text, without that of its children. */
  readonly text: string;
}

/** The whole document as elements. */
export function readXmlDocument(text: string): XmlElement {
  const root = { name: "", attributes: {}, line: 0, children: [] as XmlElement[], text: "" };
  const stack = [root];
  let kept = 0;
  readXml(text, {
    open(name, attributes, line) {
      if (++kept > MOST_KEPT_ELEMENTS) throw tooManyRows();
      const element = { name, attributes, line, children: [], text: "" };
      stack.at(-1)?.children.push(element);
      stack.push(element);
    },
    text(part) {
      const top = stack.at(-1);
      if (top) top.text += part;
    },
    close() {
      stack.pop();
    },
  });
  const [document] = root.children;
  if (document === undefined) throw new InventoryError("not-xml", "The file holds no XML element. Export it again, then upload the new file.");
  return document;
}

export function childrenOf(element: XmlElement | undefined, name: string): readonly XmlElement[] {
  return element?.children.filter((child) => child.name === name) ?? [];
}

export function childOf(element: XmlElement | undefined, name: string): XmlElement | undefined {
  return element?.children.find((child) => child.name === name);
}
