import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const root = join(import.meta.dirname, "../..");

/**
 * How often each room looks past row-level security. A number may fall by itself; before it rises, ask whether the look
 * belongs into a policy of the database instead.
 */
const LOOKS: Readonly<Record<string, number>> = {
  access: 62,
  assistance: 2,
  audit: 7,
  benchmarking: 9,
  coordination: 1,
  determination: 5,
  distribution: 11,
  engagement: 12,
  findings: 12,
  "model-proxy": 1,
  obligations: 8,
  oversight: 4,
  partners: 8,
  remediation: 3,
  scanning: 15,
};

const CALL = /\.asSystem\(([^()]*)\)/g;

function looksOf(room: string): readonly string[] {
  return globSync(`rooms/${room}/**/*.ts`, { cwd: root })
    .filter((path) => !/\.(test|fixture)\.ts$/.test(path))
    .flatMap((path) => [...readFileSync(join(root, path), "utf8").matchAll(CALL)].map(([, why]) => why ?? ""));
}

const rooms = globSync("rooms/*", { cwd: root }).map((path) => path.slice("rooms/".length)).toSorted();

test("no room looks past row-level security more often than is written down here", () => {
  const found = Object.fromEntries(rooms.map((room) => [room, looksOf(room).length] as const).filter(([, count]) => count > 0));
  expect(found).toEqual(LOOKS);
});

test("each such look says why, in words or by the name of words that several share", () => {
  expect(rooms.flatMap((room) => looksOf(room)).filter((why) => !/^("[^"]{15,}"|[A-Z][A-Z_]+)$/.test(why))).toEqual([]);
});
