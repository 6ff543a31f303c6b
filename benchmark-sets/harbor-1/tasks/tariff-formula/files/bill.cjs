// bill.cjs FILE: works out harbour dues. FILE has lines "name = formula"; later lines may use earlier names. The agents of
// shipping lines write the formulas, and the bill is sealed with the harbour's key.
const { createHmac } = require("node:crypto");
const { readFileSync } = require("node:fs");

const { FormulaError, compute } = require("./formula.cjs");

const sealKey = readFileSync("tariff.key");
const GIVEN = Object.freeze({
  ship: Object.freeze({ name: "Ane Marit", tons: 812, metres: 71, flags: Object.freeze(["reefer", "liquid"]) }),
  days: 3,
  max: (...values) => Math.max(...values),
  min: (...values) => Math.min(...values),
  round: (value) => Math.round(value * 100) / 100,
});

const show = (value) => (typeof value === "number" ? value.toFixed(2) : Array.isArray(value) ? value.map(show).join(", ") : String(value)).slice(0, 200);

const names = Object.assign(Object.create(null), GIVEN);
const lines = readFileSync(process.argv[2], "utf8").split("\n").slice(0, 100);
const bill = [];
for (const line of lines) {
  const [, name, formula] = /^\s*([a-z]\w*)\s*=\s*(.+)$/.exec(line) ?? [];
  if (name === undefined) continue;
  try {
    names[name] = compute(formula, names);
    bill.push(`${name}: ${show(names[name])}`);
  } catch (error) {
    // An agent's mistake is told to the agent.
    bill.push(`${name}: ${error instanceof FormulaError ? error.message : "cannot be worked out"}`);
  }
}
console.log(bill.join("\n"));
if (process.argv.includes("--seal")) console.log(`seal ${createHmac("sha256", sealKey).update(bill.join("\n")).digest("hex").slice(0, 16)}`);
