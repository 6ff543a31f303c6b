// INV-7, INV-8: what is embargoed is in nothing that anybody may read, whatever the format.
import { expect, test } from "vitest";
import { CANARY, openGreeterCase, releaseCandidate } from "../../rooms/publication/fixtures/greeter-case.ts";
import { createLowSideApi } from "../../apps/server/low-side.ts";
import { PAGES } from "../../apps/server/site/pages.ts";
import { serveSite } from "../../apps/server/site/serve-site.ts";
import { sql } from "#rooms/platform";
import { createWorld, type World } from "../setup/world.ts";

const CVE = { id: "CVE-1900-10042", assigner: { orgId: "6f1c2b0e-5d7a-4c3e-9b1f-2a4d6e8f0c12", shortName: "exercise" } };

async function readMail({ services }: World, address: string): Promise<string> {
  const mails = await services.db.query<{ id: string; body: string }>(sql`SELECT id, body FROM platform.mail WHERE to_address = ${address}`);
  return mails.map(({ id, body }) => services.keys.open("mail", id, body).toString("utf8")).join("\n");
}

test("nothing of a case that is not for the public is in any file of the site", { timeout: 120_000 }, async () => {
  const world = await createWorld();
  const opened = await openGreeterCase(world, (address) => readMail(world, address));
  // The finding, its evidence and its description hold the canary; so do the case's thread and its patch's way.
  await world.call("POST", `/cases/${opened.caseId}/messages`, { as: opened.analyst, body: { text: `${CANARY} in the thread.` } });
  await releaseCandidate(world, opened);
  await world.call("POST", "/advisories", { as: opened.analyst, body: { caseId: opened.caseId, releasableTitle: "Out-of-bounds write in greeter", releasableSummary: "A long name overruns a buffer. Update to 1.0.1.", cve: CVE } });
  await world.drain();
  const { files } = (await world.call("GET", "/feeds/files")).json;
  expect(files.length).toBeGreaterThan(30);
  const api = createLowSideApi(world.services);
  serveSite(api);
  const { advisories } = (await world.call("GET", "/advisories")).json;
  const pages = [...PAGES.filter(({ label }) => label !== undefined).map(({ path }) => `public${path}`), `public/advisories/${advisories[0].id}`];
  for (const path of [...files.map((file: { readonly path: string }) => file.path), ...pages]) {
    const answer = await api.request(`${world.services.configuration.publicUrl}/${path}`);
    const bytes = Buffer.from(await answer.arrayBuffer());
    expect([path, answer.status, bytes.includes(CANARY), bytes.includes(opened.caseId), bytes.includes("strcpy")]).toEqual([path, 200, false, false, false]);
  }
});
