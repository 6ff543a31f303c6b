// Applies changes "a.b=value", one a line, to the settings and prints them.
import { readFileSync } from "node:fs";

function setAt(settings, path, value) {
  const names = path.split(".");
  let at = settings;
  for (const name of names.slice(0, -1)) at = at[name];
  at[names.at(-1)] = value;
}

function main(file) {
  const settings = { pump: { rate: "5", unit: "ml" }, alarm: { level: "2" } };
  for (const line of readFileSync(file, "latin1").split("\n")) {
    const [path, value] = line.split("=");
    if (value !== undefined) setAt(settings, path, value);
  }
  process.stdout.write(`${JSON.stringify(settings)}\n`);
}

main(process.argv[2]);
