import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { repositoryRoot } from "./bootstrap.mjs";
import { checkBoundaries } from "./check-boundaries.ts";
import { checkFolders } from "./check-folders.ts";
import { checkSql } from "./check-sql.ts";
import { checkSuppressions } from "./check-suppressions.ts";
import { readHouse } from "./house.ts";
import { checkRoomMap, writeRoomMap } from "./room-map.ts";

type Tree = Readonly<Record<string, string>>;

let scratch: string;
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), "breakwater-checks-"));
});
afterAll(() => rm(scratch, { recursive: true }));

/** A small house that keeps every rule. */
const soundHouse: Tree = {
  "engines/sandbox/index.ts": 'export type { Sandbox } from "./sandbox.types.ts";\nexport const start = 1;\n',
  "engines/sandbox/sandbox.types.ts": "export type Sandbox = { id: string };\n",
  "engines/verification/index.ts": 'export { start } from "#engines/sandbox";\n',
  "rooms/platform/index.ts": 'import pg from "pg";\nexport const pool = pg.Pool;\n',
  "rooms/findings/index.ts": 'export { listFindings } from "./findings.store.ts";\n',
  "rooms/findings/findings.types.ts": "export type Finding = { id: string };\n",
  "rooms/findings/findings.rules.ts": 'import type { Sandbox } from "#engines/sandbox";\nimport type { Finding } from "./findings.types.ts";\nexport const isFinding = (one: Finding | Sandbox): boolean => one.id !== "";\n',
  "rooms/findings/findings.store.ts": 'import { pool } from "#rooms/platform";\nimport { finding } from "#contracts/finding";\nexport const listFindings = [pool, finding];\n',
  "rooms/findings/findings.test.ts": 'import { mail } from "#fakes/mail";\nimport { listFindings } from "./index.ts";\nexport const used = [mail, listFindings];\n',
  "rooms/coordination/index.ts": 'export { listFindings } from "#rooms/findings";\n',
  "contracts/finding.ts": "export const finding = 1;\n",
  "api-client/index.ts": 'export { finding } from "#contracts/finding";\n',
  "apps/web/main.tsx": 'import { finding } from "#contracts/finding";\nexport const page = <p>{finding}</p>;\n',
  "apps/cli/main.ts": 'import { start } from "#engines/verification";\nexport const main = start;\n',
  "fakes/mail/index.ts": 'import type { Sandbox } from "#engines/sandbox";\nexport const mail = (one: Sandbox): string => one.id;\n',
};

async function plant(tree: Tree): Promise<string> {
  const root = await mkdtemp(join(scratch, "house-"));
  for (const file of ["package.json", "rooms.json"]) await cp(join(repositoryRoot, file), join(root, file));
  await symlink(join(repositoryRoot, "node_modules"), join(root, "node_modules"));
  for (const [file, text] of Object.entries(tree)) {
    await mkdir(dirname(join(root, file)), { recursive: true });
    await writeFile(join(root, file), text);
  }
  return root;
}

const plantedImports: readonly (readonly [title: string, planted: Tree, violations: readonly string[]])[] = [
  ["a house that keeps every rule is sound", {}, []],
  [
    "a room that reaches past another's door is reported",
    { "rooms/coordination/open-case.ts": 'export { listFindings } from "../findings/findings.store.ts";\n' },
    ["rooms/coordination/open-case.ts → rooms/findings/findings.store.ts: rooms/findings: front door only"],
  ],
  [
    "so is one that only takes a type past the door",
    { "rooms/coordination/open-case.ts": 'import type { Finding } from "../findings/findings.types.ts";\nexport type Case = Finding;\n' },
    ["rooms/coordination/open-case.ts → rooms/findings/findings.types.ts: rooms/findings: front door only"],
  ],
  [
    "a room that uses one that is not in its list is reported",
    { "rooms/findings/notify.ts": 'export * from "#rooms/coordination";\n' },
    ["rooms/findings/notify.ts → rooms/coordination/index.ts: rooms/findings uses only what rooms.json lists"],
  ],
  [
    "platform that knows a room is reported",
    { "rooms/platform/clock.ts": 'export const later = () => import("#rooms/findings");\n' },
    ["rooms/platform/clock.ts → rooms/findings/index.ts: rooms/platform uses only what rooms.json lists"],
  ],
  [
    "an engine that knows a room is reported",
    { "engines/sandbox/report.ts": 'import { pool } from "#rooms/platform";\nexport const report = pool;\n' },
    ["engines/sandbox/report.ts → rooms/platform/index.ts: engines/sandbox uses only what rooms.json lists"],
  ],
  [
    "a web page that uses an engine is reported",
    { "apps/web/page.tsx": 'import { start } from "#engines/sandbox";\nexport const page = <p>{start}</p>;\n' },
    ["apps/web/page.tsx → engines/sandbox/index.ts: apps/web uses only what rooms.json lists"],
  ],
  [
    "a command that enters an engine by the window is reported",
    { "apps/cli/check.ts": 'import type { Sandbox } from "../../engines/sandbox/sandbox.types.ts";\nexport type Check = Sandbox;\n' },
    ["apps/cli/check.ts → engines/sandbox/sandbox.types.ts: engines/sandbox: front door only"],
  ],
  [
    "contracts that import anything of ours are reported",
    { "contracts/case.ts": 'import { mail } from "#fakes/mail";\nexport const post = mail;\n' },
    ["contracts/case.ts → fakes/mail/index.ts: contracts uses only what rooms.json lists"],
  ],
  [
    "a fake that runs an engine is reported",
    { "fakes/mail/run.ts": 'import { start } from "#engines/sandbox";\nexport const run = start;\n' },
    ["fakes/mail/run.ts → engines/sandbox/index.ts: fakes uses only types of engines/sandbox"],
  ],
  [
    "a test of a room that uses another room is reported",
    { "rooms/findings/claim.test.ts": 'export * from "#rooms/coordination";\n' },
    ["rooms/findings/claim.test.ts → rooms/coordination/index.ts: tests of rooms/findings use what it may use, fakes and tests/"],
  ],
  [
    "a circle is reported",
    { "engines/sandbox/a.ts": 'export * from "./b.ts";\n', "engines/sandbox/b.ts": 'export * from "./a.ts";\n' },
    ["engines/sandbox/a.ts → engines/sandbox/b.ts → engines/sandbox/a.ts: no cycles"],
  ],
  [
    "a rule that imports a workflow is reported",
    { "rooms/findings/claim.rules.ts": 'import { listFindings } from "./findings.store.ts";\nexport const some = listFindings;\n' },
    ["rooms/findings/claim.rules.ts → rooms/findings/findings.store.ts: a file of rules imports only types, rules and contracts"],
  ],
  [
    "a workflow that uses what only tests share is reported",
    { "rooms/findings/world.fixture.ts": 'import { mail } from "#fakes/mail";\nexport const world = mail;\n', "rooms/findings/claim.ts": 'export { world } from "./world.fixture.ts";\n' },
    ["rooms/findings/claim.ts → rooms/findings/world.fixture.ts: a fixture is for tests alone"],
  ],
  [
    "the specification reads a room's machine, and nothing else past its door",
    {
      "tests/specification/walk.test.ts": 'import { isFinding } from "../../rooms/findings/findings.rules.ts";\nimport { listFindings } from "../../rooms/findings/findings.store.ts";\nexport const walked = [isFinding, listFindings];\n',
    },
    ["tests/specification/walk.test.ts → rooms/findings/findings.store.ts: rooms/findings: front door and rules only"],
  ],
  [
    "a rule that imports from Node is reported",
    { "rooms/findings/claim.rules.ts": 'import { readFileSync } from "node:fs";\nexport const read = readFileSync;\n' },
    ["rooms/findings/claim.rules.ts → fs: a file of rules imports only types, rules and contracts"],
  ],
  [
    "a workflow that talks to the database is reported",
    { "rooms/findings/claim.ts": 'import pg from "pg";\nexport const pool = pg.Pool;\n' },
    ["rooms/findings/claim.ts → node_modules/pg: only stores and rooms/platform touch the database"],
  ],
  [
    "a room that needs a devDependency is reported",
    { "rooms/findings/page.ts": 'import { createElement } from "react";\nexport const page = createElement;\n' },
    ["rooms/findings/page.ts → node_modules/react: what runs outside development imports no devDependency"],
  ],
  [
    "a package that only another package asked for is reported",
    { "engines/sandbox/parse.ts": 'import { parse } from "acorn";\nexport const read = parse;\n' },
    ["engines/sandbox/parse.ts → node_modules/acorn: package.json names every package that is imported"],
  ],
  [
    "an import() inside a using declaration is seen",
    { "engines/sandbox/report.ts": 'export async function report() {\n  await using platform = await import("#rooms/platform");\n  return platform;\n}\n' },
    ["engines/sandbox/report.ts → rooms/platform/index.ts: engines/sandbox uses only what rooms.json lists"],
  ],
  [
    "an import that leads nowhere is reported",
    { "engines/sandbox/lost.ts": 'export * from "#engines/nowhere";\n' },
    ["engines/sandbox/lost.ts → #engines/nowhere: an import leads to a file"],
  ],
];

test.each(plantedImports)("%s", async (_title, planted, violations) => {
  const root = await plant({ ...soundHouse, ...planted });
  const found = await checkBoundaries(root);
  // Where npm has put a package differs from machine to machine.
  expect(found.map((line) => line.replace(/→ \S*(node_modules\/[^/:]+)[^:]*:/, "→ $1:"))).toEqual(violations);
});

test("two units that use each other are refused as a house", async () => {
  const root = await plant({ "rooms.json": JSON.stringify({ everyRoomMayUse: [], folders: {}, units: { "rooms/a": { spec: "Decides a.", mayUse: ["rooms/b"] }, "rooms/b": { spec: "Decides b.", mayUse: ["rooms/a"] } } }) });
  expect(() => readHouse(root)).toThrow("rooms.json: units use each other in a circle: rooms/a → rooms/b → rooms/a");
});

test("a folder that rooms.json does not name, one that is missing, and a name that says nothing are reported", async () => {
  const house = readHouse(repositoryRoot);
  const files = [...house.units.keys(), ...Object.keys(house.folders)].map((folder) => `${folder}/index.ts`);
  expect(checkFolders(repositoryRoot, [...files, "package.json"])).toEqual([]);
  expect(checkFolders(repositoryRoot, [...files.filter((file) => file !== "rooms/audit/index.ts"), "rooms/licensing/index.ts", "toolbox/index.ts", "rooms/stray.ts", "engines/ledger/utils.ts"])).toEqual([
    "rooms/licensing: rooms.json does not name this folder",
    "toolbox: rooms.json does not name this folder",
    "rooms: rooms.json does not name this folder",
    "rooms/audit: rooms.json names this folder, and it is missing",
    "engines/ledger/utils.ts: this name says nothing; name it after what it does",
  ]);
});

test("SQL outside a store is reported", async () => {
  const files: Tree = {
    "rooms/findings/findings.store.ts": "export const all = sql`select 1`;\n",
    "rooms/findings/claim.ts": "export const all = sql<Finding>`select 1`;\n",
  };
  expect(checkSql(await plant(files), Object.keys(files))).toEqual(["rooms/findings/claim.ts: SQL belongs in a *.store.ts file"]);
});

test("a suppression needs its reason, its rules and its line in suppressions.json", async () => {
  // Put together here, so that this file itself suppresses nothing.
  const suppress = ["// oxlint", "disable", "next", "line"].join("-");
  const expectTypeError = ["// @ts", "expect", "error"].join("-");
  const files: Tree = {
    "suppressions.json": JSON.stringify({ "engines/a.ts": { "no-console": 1 }, "engines/b.ts": { eqeqeq: 2 } }),
    "engines/a.ts": `${suppress} no-console -- the launcher's only voice\nconsole.log(1);\n`,
    "engines/b.ts": `${suppress} eqeqeq\nexport const b = 1;\n`,
    "engines/c.ts": `${suppress} -- all of it\nexport const c = 1;\n${expectTypeError}\nexport const d: string = 1;\n`,
  };
  expect(checkSuppressions(await plant(files), Object.keys(files))).toEqual([
    'engines/b.ts: a suppression of eqeqeq ends with "-- reason"',
    "engines/c.ts: a suppression names the rules it suppresses",
    "engines/c.ts: a suppressed type error says why on the same line",
    "engines/b.ts: 1 suppressions of eqeqeq, suppressions.json still allows 2; lower it",
    "engines/c.ts: 1 suppressions of typescript, suppressions.json allows 0; mend the code instead",
  ]);
});

test("a room map that does not follow from rooms.json is stale until it is written anew", async () => {
  const root = await plant({ "ARCHITECTURE.md": "# Before\n<!-- room map: generated from rooms.json by scripts/room-map.ts -->\nold\n<!-- end of room map -->\nAfter\n" });
  expect(checkRoomMap(root)).toEqual(["ARCHITECTURE.md: the room map is stale; run npm run fix"]);
  writeRoomMap(root);
  expect(checkRoomMap(root)).toEqual([]);
});

describe("lint", () => {
  test("a rule has no clock, no randomness and no process, and nothing fails in silence", async () => {
    const root = await plant({
      "rooms/findings/claim.rules.ts": "export const now = () => [new Date(), Math.random(), process.pid];\n",
      "rooms/findings/claim.ts": "export const claim = (work: Promise<void>) => work.catch(() => {});\ntry {\n  claim(Promise.resolve());\n} catch {}\nconsole.log(1);\n",
      "rooms/findings/tolerated.ts": "export const sort = (all: number[], at: Date) => [all.toSorted((a, b) => a - b), at];\n",
      ".gitignore": "node_modules\n",
    });
    for (const file of [".oxlintrc.json", "tsconfig.json"]) await cp(join(repositoryRoot, file), join(root, file));
    const reported = await lint(root);
    expect(reported.toSorted()).toEqual([
      "rooms/findings/claim.rules.ts:1 eslint(no-restricted-globals)",
      "rooms/findings/claim.rules.ts:1 eslint(no-restricted-globals)",
      "rooms/findings/claim.rules.ts:1 eslint(no-restricted-properties)",
      "rooms/findings/claim.ts:1 eslint(no-empty-function)",
      "rooms/findings/claim.ts:3 typescript(no-floating-promises)",
      "rooms/findings/claim.ts:4 eslint(no-empty)",
      "rooms/findings/claim.ts:5 eslint(no-console)",
    ]);
  });
});

function lint(root: string): Promise<string[]> {
  return new Promise((resolve) => {
    execFile(join(repositoryRoot, "node_modules", ".bin", "oxlint"), ["--format=json"], { cwd: root }, (_error, stdout) => {
      const { diagnostics } = JSON.parse(stdout) as { diagnostics: { code: string; filename: string; labels: { span: { line: number } }[] }[] };
      resolve(diagnostics.map(({ code, filename, labels }) => `${filename}:${labels[0]?.span.line} ${code}`));
    });
  });
}
