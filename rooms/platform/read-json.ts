/*
 * JSON from outside. A name such as `__proto__` is an ordinary name to JSON and a lever to code that copies objects, and
 * depth is a lever against whatever walks them; none of our formats needs either, so both are refused at the edge.
 */

const DEEPEST = 100;
const NAMES_REFUSED: ReadonlySet<string> = new Set(["__proto__", "constructor", "prototype"]);

/** JSON that is well formed and not taken all the same; `place` is the object that is at fault, such as `model.terms`. */
export class TrapInJson extends SyntaxError {
  readonly place: string | undefined;
  constructor(message: string, place?: string) {
    super(message);
    this.name = "TrapInJson";
    this.place = place;
  }
}

/** Reads UTF-8 JSON from bytes. @throws {SyntaxError} or TypeError, with a sentence for the sender */
export function readJson(bytes: Uint8Array): unknown {
  const value: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  refuseTraps(value);
  return value;
}

interface Node {
  readonly value: unknown;
  readonly depth: number;
  readonly name?: string;
  readonly parent?: Node;
}

/** Without recursion, which is what depth is aimed at. */
function refuseTraps(root: unknown): void {
  const waiting: Node[] = [{ value: root, depth: 0 }];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    const { value, depth } = node;
    if (typeof value !== "object" || value === null) continue;
    if (depth >= DEEPEST) throw new TrapInJson(`nested deeper than ${DEEPEST}`);
    for (const name of Object.keys(value)) {
      if (!Array.isArray(value) && NAMES_REFUSED.has(name)) throw new TrapInJson(`the name ${name} is not taken`, placeOf(node));
      waiting.push({ value: (value as Readonly<Record<string, unknown>>)[name], depth: depth + 1, name, parent: node });
    }
  }
}

function placeOf(node: Node): string | undefined {
  const names: string[] = [];
  for (let at: Node | undefined = node; at?.name !== undefined; at = at.parent) names.unshift(at.name);
  return names.length === 0 ? undefined : names.join(".");
}
