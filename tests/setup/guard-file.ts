// Runs before every test file: an unexpected console.error fails the test that caused it, and a changed environment,
// working folder or built-in global fails the file that left it so. A test that expects console.error spies on it.
import { format } from "node:util";
import { afterAll, afterEach } from "vitest";

const heard: string[] = [];
const print = console.error;
console.error = (...words: unknown[]): void => {
  heard.push(format(...words));
  print(...words);
};

const environmentBefore = { ...process.env };
const folderBefore = process.cwd();
// Names that appear later are not watched: libraries add some when they are imported.
const globalsBefore = readGlobals();

afterEach(requireSilence);
// Registered first, so it runs after every afterAll of the file.
afterAll(() => {
  requireSilence();
  const changes = nameChanges();
  if (changes.length > 0) throw new Error(`The file left its surroundings changed: ${changes.join(", ")}`);
});

function requireSilence(): void {
  const unexpected = heard.splice(0);
  if (unexpected.length > 0) throw new Error(`console.error was called: ${unexpected.join("\n")}`);
}

/** Names only: the environment of whoever runs the tests may hold secrets, and reports of failures are kept. */
function nameChanges(): readonly string[] {
  const globalsNow = readGlobals();
  const variables = new Set([...Object.keys(environmentBefore), ...Object.keys(process.env)]);
  return [
    ...[...variables].filter((name) => environmentBefore[name] !== process.env[name]).map((name) => `environment variable ${name}`),
    ...[...globalsBefore.keys()].filter((name) => !Object.is(globalsBefore.get(name), globalsNow.get(name))).map((name) => `global ${name}`),
    ...(process.cwd() === folderBefore ? [] : ["working folder"]),
  ];
}

/** Plain values only: Node replaces some of its getters by what they get on first use. */
function readGlobals(): ReadonlyMap<string, unknown> {
  const descriptors = Object.entries(Object.getOwnPropertyDescriptors(globalThis));
  return new Map(descriptors.filter(([, descriptor]) => "value" in descriptor).map(([name, { value }]) => [name, value as unknown]));
}
