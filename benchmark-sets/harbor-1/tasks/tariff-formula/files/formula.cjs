// The language of tariffs: numbers, texts, lists, names, a.b, a[b], calls, + - * / %, comparisons, and condition ? a : b.

class FormulaError extends Error {}

const TOKEN = /\s*(?:(\d+(?:\.\d+)?)|("(?:[^"\\]|\\.)*")|([A-Za-z_]\w*)|(<=|>=|==|!=|&&|\|\||[-+*/%<>?:.,()[\]]))/y;
const LEVELS = [["||"], ["&&"], ["==", "!="], ["<", ">", "<=", ">="], ["+", "-"], ["*", "/", "%"]];
const OPERATORS = {
  "+": (a, b) => a + b, "-": (a, b) => a - b, "*": (a, b) => a * b, "/": (a, b) => a / b, "%": (a, b) => a % b,
  "<": (a, b) => a < b, ">": (a, b) => a > b, "<=": (a, b) => a <= b, ">=": (a, b) => a >= b, "==": (a, b) => a === b, "!=": (a, b) => a !== b,
};

function split(text) {
  const tokens = [];
  TOKEN.lastIndex = 0;
  const source = text.trimEnd();
  while (TOKEN.lastIndex < source.length) {
    const at = TOKEN.lastIndex;
    const found = TOKEN.exec(source);
    if (!found) throw new FormulaError(`cannot read at ${at}`);
    const [, number, string, name, sign] = found;
    if (number !== undefined) tokens.push({ kind: "value", value: Number(number) });
    else if (string !== undefined) tokens.push({ kind: "value", value: string.slice(1, -1).replace(/\\(.)/g, "$1") });
    else if (name !== undefined) tokens.push({ kind: "name", name });
    else tokens.push({ kind: "sign", sign });
  }
  return tokens;
}

/** Recursive descent to a tree of { op, … }. */
class Parser {
  constructor(text) {
    this.tokens = split(text);
    this.at = 0;
    this.depth = 0;
  }
  sees(sign) {
    const token = this.tokens[this.at];
    return token?.kind === "sign" && token.sign === sign;
  }
  accept(sign) {
    if (!this.sees(sign)) return false;
    this.at += 1;
    return true;
  }
  expect(sign) {
    if (!this.accept(sign)) throw new FormulaError(`expected ${sign}`);
  }
  whole() {
    const tree = this.choice();
    if (this.at < this.tokens.length) throw new FormulaError("too much");
    return tree;
  }
  choice() {
    if ((this.depth += 1) > 60) throw new FormulaError("too deep");
    const condition = this.binary(0);
    let tree = condition;
    if (this.accept("?")) {
      const yes = this.choice();
      this.expect(":");
      tree = { op: "choice", condition, yes, no: this.choice() };
    }
    this.depth -= 1;
    return tree;
  }
  binary(level) {
    if (level === LEVELS.length) return this.postfix();
    let left = this.binary(level + 1);
    for (;;) {
      const sign = LEVELS[level].find((one) => this.sees(one));
      if (!sign) return left;
      this.at += 1;
      left = { op: "binary", sign, left, right: this.binary(level + 1) };
    }
  }
  list(end) {
    const items = [];
    while (!this.accept(end)) {
      items.push(this.choice());
      if (!this.sees(end)) this.expect(",");
    }
    return items;
  }
  postfix() {
    let tree = this.primary();
    for (;;) {
      if (this.accept(".")) {
        const token = this.tokens[this.at++];
        if (token?.kind !== "name") throw new FormulaError("expected a name");
        tree = { op: "member", of: tree, key: { op: "value", value: token.name } };
      } else if (this.accept("[")) {
        tree = { op: "member", of: tree, key: this.choice() };
        this.expect("]");
      } else if (this.accept("(")) tree = { op: "call", callee: tree, arguments: this.list(")") };
      else return tree;
    }
  }
  primary() {
    if (this.accept("(")) {
      const tree = this.choice();
      this.expect(")");
      return tree;
    }
    if (this.accept("[")) return { op: "list", items: this.list("]") };
    if (this.accept("-")) return { op: "binary", sign: "-", left: { op: "value", value: 0 }, right: this.postfix() };
    const token = this.tokens[this.at++];
    if (token?.kind === "value") return { op: "value", value: token.value };
    if (token?.kind === "name") return { op: "name", name: token.name };
    throw new FormulaError("expected a value");
  }
}

// What leads from a value to the machinery behind it.
const CLOSED = new Set(["constructor", "prototype", "__proto__", "__defineGetter__", "__defineSetter__", "__lookupGetter__", "__lookupSetter__", "caller", "callee", "arguments"]);

function readMember(object, key) {
  if (object === undefined || object === null) throw new FormulaError("nothing has no members");
  if (CLOSED.has(key)) throw new FormulaError(`${key} is closed`);
  return object[key];
}

function evaluate(tree, names) {
  switch (tree.op) {
    case "value":
      return tree.value;
    case "list":
      return tree.items.map((item) => evaluate(item, names));
    case "name":
      if (!Object.hasOwn(names, tree.name)) throw new FormulaError(`no ${tree.name}`);
      return names[tree.name];
    case "choice":
      return evaluate(evaluate(tree.condition, names) ? tree.yes : tree.no, names);
    case "binary": {
      const left = evaluate(tree.left, names);
      if (tree.sign === "&&") return left && evaluate(tree.right, names);
      if (tree.sign === "||") return left || evaluate(tree.right, names);
      return OPERATORS[tree.sign](left, evaluate(tree.right, names));
    }
    case "member":
      return readMember(evaluate(tree.of, names), evaluate(tree.key, names));
    default: {
      const receiver = tree.callee.op === "member" ? evaluate(tree.callee.of, names) : undefined;
      const callee = tree.callee.op === "member" ? readMember(receiver, evaluate(tree.callee.key, names)) : evaluate(tree.callee, names);
      if (typeof callee !== "function") throw new FormulaError("not a function");
      return callee.apply(receiver, tree.arguments.map((argument) => evaluate(argument, names)));
    }
  }
}

module.exports = { FormulaError, compute: (text, names) => evaluate(new Parser(text).whole(), names) };
