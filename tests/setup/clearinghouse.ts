import { buildBundle, type EvidenceManifest } from "#engines/verification";
import { sql, type Actor } from "#rooms/platform";
import type { World } from "./world.ts";

/*
 * A small target of our own, for tests of the rooms from findings upward: it reads a line `station level` of a tide gauge,
 * and forgets to look how long the station's name is, and whether the level lies on its scale.
 */
const GAUGE = `#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int read_level(const char *level) {
  volatile int *scale = calloc(10, sizeof *scale);
  int at = atoi(level);
  scale[at] = 1;
  free((void *)scale);
  return at;
}

static int report(const char *station, const char *level) {
  char *name = malloc(16);
  strcpy(name, station);
  printf("%s stands at %d\\n", name, read_level(level));
  free(name);
  return 0;
}

int main(int argc, char **argv) {
  char station[128] = "", level[32] = "";
  FILE *file = argc > 1 ? fopen(argv[1], "r") : NULL;
  if (!file) return 2;
  int fields = fscanf(file, "%127s %31s", station, level);
  fclose(file);
  return fields == 2 ? report(station, level) : 1;
}
`;

export const REPOSITORY = "https://code.exercise.example/harbour/tide-gauge";
const LONG_NAME = "SouthHarbourEntranceOuterMoleTideGauge 3\n";
const HIGH_LEVEL = "Mole 12\n";

/** Puts other lines in the place of one, as a unified diff. */
function replaceLine(line: string, replacement: readonly string[]): string {
  const number = GAUGE.split("\n").indexOf(line) + 1;
  return ["--- a/src/gauge.c", "+++ b/src/gauge.c", `@@ -${number} +${number},${replacement.length} @@`, `-${line}`, ...replacement.map((text) => `+${text}`), ""].join("\n");
}

export const GOOD_PATCH = replaceLine("  char *name = malloc(16);", ["  char *name = malloc(strlen(station) + 1);", "  if (!name) return 1;"]);
/** Mends both weaknesses of the gauge at once. */
export const BOTH_PATCH = `${replaceLine("  int at = atoi(level);", ["  int at = atoi(level) % 10;"])}${GOOD_PATCH.split("\n").slice(2).join("\n")}`;
/** Hides the crash by reporting nothing at all. */
export const BAD_PATCH = replaceLine("  strcpy(name, station);", ["  name[0] = 0;"]);

export interface BundleWishes {
  /** `name` and `level` are two different weaknesses; `nothing` does not crash; `broken` does not build. */
  readonly shows?: "name" | "level" | "nothing" | "broken";
  readonly title?: string;
  readonly finder?: string;
  readonly repository?: string | null;
  readonly candidatePatch?: string | null;
  readonly provenance?: Partial<EvidenceManifest["provenance"]>;
  /** The finder's own harness is all there is to crash. */
  readonly isHarnessOnly?: boolean;
}

/** An evidence bundle about the gauge, as a finder would submit it. */
export async function gaugeBundle({ shows = "name", title = "Heap overflow in the station's name", finder = "Harbour Watch", repository = REPOSITORY, candidatePatch = null, provenance = {}, isHarnessOnly = false }: BundleWishes = {}): Promise<Uint8Array> {
  const encode = (text: string) => new TextEncoder().encode(text);
  const inputs = { name: LONG_NAME, level: HIGH_LEVEL, nothing: "Mole 3\n", broken: LONG_NAME };
  const files = new Map<string, Uint8Array>([
    ["source/src/gauge.c", encode(shows === "broken" ? GAUGE.replace("int main", "nit main") : GAUGE)],
    ["source/check.sh", encode('printf "Mole 3" > one && test "$(./gauge one)" = "Mole stands at 3"\n')],
    ["crash.txt", encode(inputs[shows])],
    ["controls/short.txt", encode("Mole 7\n")],
  ]);
  if (candidatePatch !== null) files.set("fix.patch", encode(candidatePatch));
  return buildBundle(
    {
      schema: isHarnessOnly ? "breakwater-evidence/2" : "breakwater-evidence/1",
      title,
      description: "A line of the gauge's file is trusted further than it should be.",
      weakness: "CWE-787",
      target: {
        name: "tide-gauge",
        version: "1.4.0",
        repository,
        location: "src/gauge.c",
        source: "source",
        ...(isHarnessOnly ? { harness: ["src/gauge.c"] } : {}),
        recipe: { language: "c", build: [["gcc", "-g", "-O1", "-fsanitize=address", "-o", "gauge", "src/gauge.c"]], run: ["./gauge", "{input}"], tests: [["sh", "check.sh"]] },
      },
      reproducer: { input: "crash.txt" },
      expected: { kind: "sanitizer", class: "heap-buffer-overflow" },
      controls: ["controls/short.txt"],
      candidatePatch: candidatePatch === null ? null : "fix.patch",
      provenance: { finder, aiGenerated: true, model: "scripted-agent-1", harness: "breakwater hunt", humanReview: "none", ...provenance },
    },
    files,
  );
}

/** The people of a clearinghouse, each of their own house. */
export async function clearinghousePeople(world: World) {
  // Releases and publishes, for which each time a fresh proof is asked.
  const analyst: Actor = { ...(await world.person({ organisation: "Clearinghouse", kind: "clearinghouse", name: "Ana Analyst", roles: ["clearinghouse-analyst"] })), steppedUp: true };
  return {
    finder: await world.person({ organisation: "Harbour Watch", kind: "partner", name: "Fay Finder", roles: ["finder"] }),
    otherFinder: await world.person({ organisation: "Lighthouse Lab", kind: "developer", name: "Lars Lead", roles: ["developer-security-lead"] }),
    validator: await world.person({ organisation: "Clearinghouse", kind: "clearinghouse", name: "Vera Validator", roles: ["validator"] }),
    analyst,
  };
}

export type ClearinghousePeople = Awaited<ReturnType<typeof clearinghousePeople>>;

export async function submitBundle(world: World, as: Actor, bytes: Uint8Array): Promise<string> {
  const { status, json, text } = await world.call("POST", "/findings", { as, raw: bytes });
  if (status !== 201) throw new Error(`submission refused: ${text}`);
  return json.findingId as string;
}

/** Opens a finding to people of the clearinghouse: an analyst assigns the validator, and with a reason themselves. */
export async function assignPeople(world: World, { validator, analyst }: Pick<ClearinghousePeople, "validator" | "analyst">, findingId: string): Promise<void> {
  const assign = (body: object) => requireOk(world.call("POST", `/findings/${findingId}/assignments`, { as: analyst, body }));
  await assign({ personId: validator.personId, role: "validator" });
  await assign({ personId: analyst.personId, role: "analyst", reason: "We are two people." });
}

/** Submits, reproduces in a real sandbox, assigns, validates; `inputs` also prioritises. Returns the finding's id. */
export async function bringFinding(world: World, people: ClearinghousePeople, wishes: BundleWishes = {}, inputs = { inKev: false, exposed: true, automatable: true, technicalImpact: "total" }): Promise<string> {
  const id = await submitBundle(world, people.finder, await gaugeBundle(wishes));
  await world.drain();
  await assignPeople(world, people, id);
  await requireOk(world.call("POST", `/findings/${id}/validation`, { as: people.validator, body: { decision: "validated", reason: "Seen in the sandbox." } }));
  await requireOk(world.call("POST", `/findings/${id}/priority`, { as: people.analyst, body: inputs }));
  return id;
}

/** The reply of a call that must succeed. */
export async function requireOk(call: ReturnType<World["call"]>) {
  const reply = await call;
  if (reply.status >= 300) throw new Error(`refused: ${reply.text}`);
  return reply.json;
}

/** Mails written to an address so far, oldest first, opened. */
export async function readMail(world: World, address: string): Promise<readonly { readonly subject: string; readonly text: string; readonly replyTo: string | null }[]> {
  const rows = await world.services.db.query<{ id: string; subject: string; body: string; reply_to: string | null }>(sql`
    SELECT id, subject, body, reply_to FROM platform.mail WHERE to_address = ${address} ORDER BY created_at, id`);
  return rows.map((row) => ({ subject: row.subject, text: world.services.keys.open("mail", row.id, row.body).toString("utf8"), replyTo: row.reply_to }));
}

/** The secret in the newest mail to a maintainer. */
export async function linkFrom(world: World, address: string): Promise<string> {
  const token = /\/maintainer#([A-Za-z0-9_-]+)/.exec((await readMail(world, address)).at(-1)?.text ?? "")?.[1];
  if (!token) throw new Error(`no link was mailed to ${address}`);
  return token;
}
