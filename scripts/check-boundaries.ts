// Who imports whom, judged by dependency-cruiser. One rule per line of rooms.json, and the rules that hold everywhere.
// It reads TypeScript through swc: its TypeScript reader needs the compiler API, which TypeScript 7 does not have.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { cruise, type ICruiseResult, type IRegularForbiddenRuleType as Rule } from "dependency-cruiser";
import { readHouse, type House } from "./house.ts";
import { teachSwcToRead } from "./teach-swc-to-read.ts";

// A fixture is what several tests share.
const tests = String.raw`\.(test|fixture)\.tsx?$`;
const fixtures = String.raw`\.fixture\.tsx?$`;
const rules = String.raw`\.rules\.ts$`;

/** Says which imports break the house, one line each; empty when none does. */
export async function checkBoundaries(root: string): Promise<readonly string[]> {
  teachSwcToRead();
  const house = readHouse(root);
  const folders = [...topFolders(house)].filter((folder) => existsSync(join(root, folder)));
  const { output } = await cruise(folders, {
    baseDir: root,
    parser: "swc",
    doNotFollow: { path: "node_modules" },
    // Packages have their own dist; they stay, so that the rules see what they are.
    exclude: { path: String.raw`^(?!.*node_modules/).*(^|/)(dist|fixtures)/` },
    validate: true,
    ruleSet: { forbidden: toForbiddenRules(house) },
    enhancedResolveOptions: { conditionNames: ["import", "types", "node", "default"], exportsFields: ["exports"], extensions: [".ts", ".tsx", ".d.ts", ".js", ".mjs", ".json"] },
  });
  if (typeof output === "string") throw new TypeError("dependency-cruiser answered with text where a result was asked for");
  return describeViolations(output);
}

function describeViolations({ summary, modules }: ICruiseResult): string[] {
  // No module would mean that nothing was read, and nothing read breaks nothing.
  if (modules.length === 0) throw new Error("dependency-cruiser found no source file");
  return summary.violations.map(({ rule, from, to, cycle }) => {
    const path = cycle === undefined ? to : cycle.map((step) => step.name).join(" → ");
    return `${from} → ${path}: ${rule.name}`;
  });
}

function toForbiddenRules(house: House): Rule[] {
  return [
    ...[...house.units.keys()].flatMap((path) => [...toListedOnlyRules(house, path), ...toFrontDoorRules(house, path)]),
    forbid("no cycles", {}, { circular: true }),
    forbid("a file of rules imports only types, rules and contracts", { path: rules }, { pathNot: [String.raw`\.(types|rules)\.ts$`, "^contracts/"], dependencyTypesNot: ["type-only"] }),
    forbid("only stores and rooms/platform touch the database", { pathNot: [String.raw`\.store\.ts$`, "^rooms/platform/", "^(tests|scripts)/", tests] }, { path: "node_modules/(pg|pg-boss)/", dependencyTypesNot: ["type-only"] }),
    forbid("a fixture is for tests alone", { pathNot: ["^tests/", tests] }, { path: fixtures }),
    // The identity provider is for tests alone; the exercise starts the others.
    forbid("what runs outside development imports no devDependency", { path: "^(rooms|engines|contracts|api-client|fakes/(?!identity-provider/)|apps/(?!web/))", pathNot: tests }, { dependencyTypes: ["npm-dev"], dependencyTypesNot: ["type-only"] }),
    forbid("package.json names every package that is imported", {}, { dependencyTypes: ["npm-no-pkg", "npm-unknown"] }),
    forbid("an import leads to a file", {}, { couldNotResolve: true }),
  ];
}

/** A unit uses what rooms.json lists; its tests may also use the fakes and the set-up of the tests. */
function toListedOnlyRules(house: House, path: string): Rule[] {
  const unit = house.units.get(path);
  const mayUse = unit?.mayUse ?? [];
  const ours = `^(${[...topFolders(house)].map(escapeForPattern).join("|")})/`;
  const inside = (paths: readonly string[]): string[] => paths.map((used) => `^${used}/`);
  return [
    forbid(`${path} uses only what rooms.json lists`, { path: `^${path}/`, pathNot: tests }, { path: ours, pathNot: inside([path, ...mayUse, ...(unit?.mayUseTypesOf ?? [])]) }),
    forbid(`tests of ${path} use what it may use, fakes and tests/`, { path: `^${path}/.*${tests}` }, { path: ours, pathNot: inside([path, ...mayUse, ...(unit?.mayUseTypesOf ?? []), "fakes", "tests"]) }),
    ...(unit?.mayUseTypesOf ?? []).map((used) => forbid(`${path} uses only types of ${used}`, { path: `^${path}/`, pathNot: tests }, { path: `^${used}/`, dependencyTypesNot: ["type-only"] })),
  ];
}

/** contracts has a door per file; an app has none and is entered only by journeys, generators and apps that list it. */
function toFrontDoorRules(house: House, path: string): Rule[] {
  if (path === "contracts") return [];
  if (path === "fakes") {
    const fake = "^fakes/([^/]+)/";
    return [
      forbid("fakes: front door only", { pathNot: "^fakes/" }, { path: "^fakes/", pathNot: String.raw`^fakes/[^/]+/index\.ts$` }),
      forbid("fakes: front door only", { path: fake }, { path: "^fakes/", pathNot: ["^fakes/$1/", String.raw`^fakes/[^/]+/index\.ts$`] }),
    ];
  }
  if (path.startsWith("apps/")) {
    const users = [...house.units].filter(([, unit]) => unit.mayUse.includes(path)).map(([user]) => `^${user}/`);
    return [forbid(`${path} is entered by tests/, scripts/, benchmarks/ and the apps that list it`, { pathNot: [`^${path}/`, "^(tests|scripts|benchmarks)/", ...users] }, { path: `^${path}/` })];
  }
  const door = String.raw`^${path}/index\.ts$`;
  return [
    forbid(`${path}: front door only`, { pathNot: [`^${path}/`, "^tests/"] }, { path: `^${path}/`, pathNot: door }),
    // What tests of one room share, tests of several may need too.
    forbid(`${path}: front door only`, { path: "^tests/(?!specification/)" }, { path: `^${path}/`, pathNot: [door, fixtures] }),
    // The machines of several rooms are walked together, as they are and without a world around them.
    forbid(`${path}: front door and rules only`, { path: "^tests/specification/" }, { path: `^${path}/`, pathNot: [door, fixtures, rules] }),
  ];
}

function forbid(name: string, from: Rule["from"], to: Rule["to"]): Rule {
  return { name, severity: "error", from, to };
}

function topFolders(house: House): Set<string> {
  return new Set([...house.units.keys(), ...Object.keys(house.folders)].map((path) => path.split("/", 1)[0] ?? path));
}

function escapeForPattern(text: string): string {
  return text.replaceAll(".", String.raw`\.`);
}
