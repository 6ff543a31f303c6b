import { expect, test } from "vitest";
import { closeFinding, linkToCase } from "#rooms/findings";
import { newId, sql, type Actor } from "#rooms/platform";
import { replayFindings, type LedgerAct } from "../../rooms/findings/findings.rules.ts";
import { assignPeople, clearinghousePeople, gaugeBundle, REPOSITORY, submitBundle, type BundleWishes } from "../setup/clearinghouse.ts";
import { createWorld } from "../setup/world.ts";

/*
 * A long history of findings through the real workflows, drawn by a seed: most acts are refused, some move a finding. The
 * ledger alone, replayed by the reducer, must then say what the tables say of every finding.
 */
const SEED = 20_261_122;
const ACTS = 160;
const INPUTS = { inKev: false, exposed: true, automatable: true, technicalImpact: "total" };

/** Numbers below a bound, the same in each run (mulberry32). */
function drawFrom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

test("replayed by the reducer, the ledger gives the state, the parent and the held state of every finding", { timeout: 180_000 }, async () => {
  const world = await createWorld();
  const people = await clearinghousePeople(world);
  const { finder, otherFinder, validator, analyst } = people;
  const { services } = world;
  const draw = drawFrom(SEED);
  const ids: string[] = [];
  // Of three projects, so that one crash is several bugs; the last two show the first again, and nothing.
  const wishes: readonly BundleWishes[] = [
    ...[0, 1, 2].flatMap((project) => (["name", "level"] as const).map((shows) => ({ shows, repository: `${REPOSITORY}-${project}` }))),
    { repository: `${REPOSITORY}-0` }, { shows: "nothing" },
  ];
  for (const [number, wish] of wishes.entries()) {
    ids.push(await submitBundle(world, number % 2 === 0 ? finder : otherFinder, await gaugeBundle({ ...wish, title: `Finding ${number}` })));
    world.pass(1_000);
  }
  await world.drain();
  for (const id of ids) await assignPeople(world, people, id);

  const pick = () => ids[draw(ids.length)] ?? "";
  const post = (as: Actor, path: string, body: object) => world.call("POST", path, { as, body });
  const linksOf = async (id: string) => (await world.call("GET", `/findings/${id}/near`, { as: validator })).json.links.filter(({ kind, endedAt }: { kind: string; endedAt: string | null }) => kind !== "apart" && endedAt === null) as { id: string }[];
  const inTurn = (work: Parameters<typeof services.db.inTransaction>[0]) => services.db.inTransaction(work).catch((error: unknown) => {
    if (!(error instanceof Error)) throw error;
  });
  const reason = "Drawn.";
  const acts: readonly (() => Promise<unknown>)[] = [
    () => post(validator, `/findings/${pick()}/validation`, { decision: draw(8) === 0 ? "rejected" : "validated", reason }),
    () => post(analyst, `/findings/${pick()}/priority`, INPUTS),
    () => post(analyst, `/findings/${pick()}/priority`, INPUTS),
    () => post(validator, `/findings/${pick()}/links`, { kind: draw(2) === 0 ? "duplicate" : "subsumed", otherId: pick(), reason }),
    () => post(validator, `/findings/${pick()}/links`, { kind: "chain", otherId: pick(), reason, level: "high" }),
    async () => {
      const from = draw(ids.length);
      for (const id of [...ids.slice(from), ...ids.slice(0, from)]) {
        const links = await linksOf(id);
        if (links.length > 0) return post(validator, `/findings/${id}/links/end`, { linkId: links[draw(links.length)]?.id ?? "", reason });
      }
      return undefined;
    },
    () => post(validator, `/findings/${pick()}/needs-info`, { question: "Why?" }),
    () => post(draw(2) === 0 ? finder : otherFinder, `/findings/${pick()}/answer`, { answer: "Because." }),
    () => {
      const findingId = pick();
      return inTurn((tx) => linkToCase(services, tx, { findingId, caseId: newId("case") }));
    },
    () => {
      const findingId = pick();
      return inTurn((tx) => closeFinding(services, tx, findingId));
    },
  ];
  // One goes the whole way before chance begins.
  await post(validator, `/findings/${ids[0]}/validation`, { decision: "validated", reason });
  await post(analyst, `/findings/${ids[0]}/priority`, INPUTS);
  await services.db.inTransaction((tx) => linkToCase(services, tx, { findingId: ids[0] ?? "", caseId: newId("case") }));
  for (let act = 0; act < ACTS; act += 1) await acts[draw(acts.length)]?.();

  const entries = await services.db.query<{ content: string }>(sql`SELECT content FROM audit.entry WHERE kind LIKE 'findings.%' ORDER BY sequence`);
  const replayed = replayFindings(entries.map(({ content }) => JSON.parse(content) as LedgerAct));
  const stored = await services.db.query<{ id: string; state: string; held_state: string | null; parent: string | null }>(sql`SELECT id, state, held_state, coalesce(duplicate_of, subsumed_by) AS parent FROM findings.finding`);
  expect(Object.fromEntries([...replayed].map(([id, { state, heldState, parentId }]) => [id, [state, heldState, parentId]]))).toEqual(Object.fromEntries(stored.map(({ id, state, held_state, parent }) => [id, [state, held_state, parent]])));
  // The history went somewhere: it saw what this test is about.
  const kinds = new Set(await world.ledgerKinds());
  for (const kind of ["findings.merged", "findings.unmerged", "findings.subsumed", "findings.validated", "findings.prioritised", "findings.case-opened", "findings.info-asked", "findings.info-given"]) expect(kinds).toContain(kind);
});
