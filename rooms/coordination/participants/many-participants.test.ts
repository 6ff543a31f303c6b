import pg from "pg";
import { expect, onTestFinished, test, vi } from "vitest";
import { bringFinding, clearinghousePeople, linkFrom, readMail, REPOSITORY, requireOk } from "../../../tests/setup/clearinghouse.ts";
import { createWorld } from "../../../tests/setup/world.ts";

const VENDORS = 150;
const addressOf = (at: number) => `psirt@vendor-${at}.example`;

test("a case of 150 vendors is added in one step, read page by page with those first who have not answered, and each of them agrees and writes for themselves", { timeout: 400_000 }, async () => {
  const world = await createWorld();
  const people = await clearinghousePeople(world);
  const as = people.analyst;
  await requireOk(world.call("POST", "/projects", { as, body: { vendor: "Tide Gauge project", product: "Tide Gauge", repository: REPOSITORY, contactEmail: "maintainer@tide.example", openAtOnce: 1 } }));
  const findingId = await bringFinding(world, people);
  await world.drain();
  const { caseId } = (await world.call("GET", `/findings/${findingId}`, { as })).json as { caseId: string };
  await requireOk(world.call("POST", "/maintainer/terms", { body: { token: await linkFrom(world, "maintainer@tide.example") } }));
  const read = async (path: string) => requireOk(world.call("GET", `/cases/${caseId}/${path}`, { as }));
  const queried = vi.spyOn(pg.Client.prototype, "query");
  onTestFinished(() => queried.mockRestore());
  // What runs by itself beside a look can only add to it.
  const countStatements = async (work: () => Promise<unknown>) => {
    const counts: number[] = [];
    for (let turn = 0; turn < 3; turn += 1) {
      queried.mockClear();
      await work();
      counts.push(queried.mock.calls.length);
    }
    return Math.min(...counts);
  };
  // The first look of a day is put on record.
  await read("participants");
  const few = [await countStatements(() => read("participants")), await countStatements(() => read("threads"))];

  const list = (from: number, to: number) => Array.from({ length: to - from }, (_, at) => ({ name: `Vendor ${from + at}`, product: `Product ${from + at}`, email: addressOf(from + at), roles: ["vendor"] }));
  const many = (participants: readonly object[]) => world.call("POST", `/cases/${caseId}/participants/many`, { as, body: { participants } });
  // All or none: one line that does not fit leaves nobody added.
  expect((await many([...list(0, 3), { name: "Nobody", email: "not an address", roles: ["vendor"] }])).status).toBe(400);
  expect((await read("participants")).total).toBe(3);
  const added = await requireOk(many(list(0, VENDORS)));
  expect(added).toMatchObject({ total: 3 + VENDORS, unanswered: VENDORS });
  expect((await world.ledgerKinds()).filter((kind) => kind === "coordination.participant-added")).toHaveLength(3);
  // No page takes more statements than with three.
  const withMany = [await countStatements(() => read("participants")), await countStatements(() => read("threads"))];
  expect(withMany.filter((count, at) => count > (few[at] ?? 0))).toEqual([]);

  // Each agrees by their own link; two of three also write.
  const embargoId = (await read("embargo")).register[0].id;
  for (let at = 0; at < VENDORS; at += 1) {
    const token = /\/participant#([A-Za-z0-9_-]+)/.exec((await readMail(world, addressOf(at)))[0]?.text ?? "")?.[1] ?? "";
    if (at % 10 === 9) continue;
    const opened = await requireOk(world.call("POST", "/participant/embargo", { body: { token, embargoId, answer: "agree" } }));
    expect([opened.consent, opened.threads.map(({ title }: { title: string }) => title)]).toEqual(["SIGNATORY", [`Product ${at}`]]);
    world.pass(1000);
    if (at % 3 !== 0) await requireOk(world.call("POST", "/participant/messages", { body: { token, threadId: opened.threads[0].id, text: `Words of ${at}.` } }));
  }

  const pages: { name: string; answer: string; consent: string }[][] = [];
  for (let cursor: string | null = ""; cursor !== null; ) {
    const page: { participants: { name: string; answer: string; consent: string }[]; next: string | null } = await read(`participants${cursor === "" ? "" : `?cursor=${cursor}`}`);
    pages.push(page.participants);
    cursor = page.next;
  }
  expect(pages.map(({ length }) => length)).toEqual([50, 50, 50, 3]);
  const all = pages.flat();
  const silent = list(0, VENDORS).filter((_, at) => at % 10 === 9).map(({ name }) => name);
  expect(all.slice(0, silent.length).map(({ name, answer, consent }) => [name, answer, consent])).toEqual(silent.map((name) => [name, "none-yet", "INVITED"]));
  expect([new Set(all.map(({ name }) => name)).size, all.filter(({ consent }) => consent === "SIGNATORY").length]).toEqual([3 + VENDORS, 3 + VENDORS - silent.length]);

  const threads: { id: string; title: string; messages: number; members: string[]; unread: number }[] = [];
  for (let cursor: string | null = ""; cursor !== null; ) {
    const page: { threads: typeof threads; next: string | null } = await read(`threads${cursor === "" ? "" : `?cursor=${encodeURIComponent(cursor)}`}`);
    threads.push(...page.threads);
    cursor = page.next;
  }
  // One for each product, the last written in first.
  expect([threads.length, new Set(threads.map(({ title }) => title)).size, threads[0]?.title]).toEqual([1 + VENDORS, 1 + VENDORS, "Product 148"]);
  const spoken = threads.find(({ title }) => title === "Product 1");
  expect([spoken?.messages, spoken?.unread, spoken?.members.length]).toEqual([1, 1, 1]);
  expect((await read(`thread?threadId=${spoken?.id}`)).messages).toMatchObject([{ sender: "Vendor 1", text: "Words of 1." }]);
});
