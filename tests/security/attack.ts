// What an attacker tries, as a list, and what has to become of it: nothing learnt, nothing changed.
import { expect } from "vitest";
import type { Actor } from "#rooms/platform";
import { makeRecords, openHouses, toEngagementBody, type Houses, type Records } from "../api/records.ts";
import { countStored } from "../api/stored.ts";
import { createWorld, type World } from "../setup/world.ts";

export interface Scene {
  readonly world: World;
  /** Whose records they are; every name and text of theirs holds the word canary. */
  readonly owners: Houses;
  readonly records: Records;
  /** The identifiers of all of these in one text, for paths. */
  readonly ids: Records;
}

export interface Attempt {
  /** What is tried, as the attacker would say it. */
  readonly tries: string;
  readonly request: (scene: Scene) => readonly [method: string, path: string, body?: unknown];
  /** Who tries it; the attacker of the list by default. */
  readonly as?: (scene: Scene) => Actor | undefined;
  readonly headers?: (scene: Scene) => Record<string, string>;
  readonly raw?: Uint8Array;
}

export async function openScene(): Promise<Scene> {
  const world = await createWorld();
  const owners = await openHouses(world, "Canary");
  const records = await makeRecords(world, owners);
  return { world, owners, records, ids: records };
}

/** Words that stand for the owners and for what is theirs. */
export function canariesOf({ owners, records }: Scene): readonly string[] {
  return ["canary", ...Object.values(records), ...Object.values(owners).flatMap(({ personId, organisationId }) => [personId, organisationId])];
}

/**
 * Carries out each attempt and says which of them got anything: a canary in the reply, a success with content, or a
 * change in what is stored besides the log of the attempt itself.
 */
export async function carryOut(scene: Scene, attempts: readonly Attempt[], attacker: Actor | undefined): Promise<readonly string[]> {
  const got: string[] = [];
  const canaries = canariesOf(scene);
  for (const { tries, request, as, headers, raw } of attempts) {
    const [method, path, body] = request(scene);
    const before = await countStored(scene.world);
    const who = as ? as(scene) : attacker;
    const { status, text, json } = await scene.world.call(method, path, { ...(who ? { as: who } : {}), body, ...(raw ? { raw } : {}), headers: headers?.(scene) ?? {} });
    const shown = canaries.filter((word) => text.toLowerCase().includes(word.toLowerCase()) && !JSON.stringify([path, body ?? ""]).toLowerCase().includes(word.toLowerCase()));
    if (shown.length > 0) got.push(`${tries}: ${status}, saw ${shown.join(", ")}: ${text.slice(0, 300)}`);
    if (status < 400 && Object.values(scene.records).some((id) => path.includes(id)) && !isEmpty(json)) got.push(`${tries}: ${status}, was answered: ${text.slice(0, 300)}`);
    const after = await countStored(scene.world);
    const changed = Object.keys(after).filter((table) => after[table] !== before[table] && !OWN_TRACES.has(table));
    if (changed.length > 0) got.push(`${tries}: ${status}, changed ${changed.join(", ")}`);
  }
  return got;
}

/** A list with nothing in it. */
function isEmpty(json: unknown): boolean {
  return typeof json === "object" && json !== null && Object.values(json).every((value) => Array.isArray(value) && value.length === 0);
}

/** What an attempt may leave behind: the attacker's own session and counters, and signed heads of the ledger as it was. */
const OWN_TRACES: ReadonlySet<string> = new Set(["access.session", "platform.rate_bucket", "scanning.claim_attempt", "audit.checkpoint", "audit.edge", "audit.leaf", "audit.published_head", "audit.tile", "audit.waiting"]);

/** No state of the owners' moved: their own view is what it was. */
export async function viewOf({ world, owners, records }: Scene): Promise<string> {
  const paths: readonly (readonly [keyof Houses, string])[] = [
    ["developer", `/engagements/${records.engagement}`], ["developer", `/determinations/${records.determination}`], ["developer", `/early-access/${records.earlyAccess}`], ["developer", "/reads"],
    ["finder", `/findings/${records.finding}`], ["operator", `/operator/inventories/${records.inventory}`], ["operator", "/operator/profile"],
  ];
  const views: unknown[] = [];
  for (const [who, path] of paths) views.push((await world.call("GET", path, { as: owners[who] })).json);
  return JSON.stringify(views);
}

export { toEngagementBody };
export const atLeast = (attempts: readonly Attempt[], count: number) => expect(new Set(attempts.map(({ tries }) => tries)).size).toBeGreaterThanOrEqual(count);
