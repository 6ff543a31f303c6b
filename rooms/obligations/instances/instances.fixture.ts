import type { Actor } from "#rooms/platform";
import type { World } from "../../../tests/setup/world.ts";
import { listAgency, openDirectiveWorld } from "../directives/directives.fixture.ts";

/** A listed agency, a directive officer, an agency that is not listed, and an analyst who brings KEV. */
export async function agencyScene() {
  const { world, olga, otto, mina, noah } = await openDirectiveWorld();
  await listAgency(world, { by: [olga, otto], agency: mina });
  const analyst = await world.person({ organisation: "Clearing House", kind: "clearinghouse", name: "Anna", roles: ["clearinghouse-analyst"] });
  return { world, ciso: mina, officer: olga, second: otto, stranger: noah, analyst };
}

/** Sends a scan. @param rows under the generic headings */
export function sendScan(world: World, as: Actor, rows: readonly string[], query = ""): ReturnType<World["call"]> {
  return world.call("POST", `/agency/imports?scanner=generic${query}`, { as, raw: Buffer.from(`asset,cve,detected_on,last_seen_on\n${rows.join("\n")}\n`) });
}

/** Has the clearinghouse take a release of KEV, and the jobs that follow. @param entries CVE id and the day it was listed */
export async function takeKev(world: World, as: Actor, entries: Readonly<Record<string, string>>): Promise<void> {
  // What left is less than a twentieth of a real release; here it may be all, so an analyst insists.
  const fillers = Array.from({ length: 3 }, (_, at) => [`CVE-2019-100${at}`, "2022-01-10"] as const);
  const vulnerabilities = [...fillers, ...Object.entries(entries)].map(([cveID, dateAdded]) => ({ cveID, dateAdded, dueDate: dateAdded, knownRansomwareCampaignUse: "Unknown" }));
  const release = { catalogVersion: "1", dateReleased: world.services.clock().toISOString(), count: vulnerabilities.length, vulnerabilities };
  const { status, text } = await world.call("POST", "/feeds/kev?insist=true", { as, raw: Buffer.from(JSON.stringify(release)) });
  if (status >= 300) throw new Error(`KEV was not taken: ${status} ${text}`);
  await world.drain();
}

/** A CVE record with CISA's own container. */
export function cveRecord(cveId: string, automatable: "yes" | "no", impact: "partial" | "total"): string {
  const options = [{ Exploitation: "none" }, { Automatable: automatable }, { "Technical Impact": impact }];
  return JSON.stringify({ cveMetadata: { cveId }, containers: { adp: [{ providerMetadata: { orgId: "134c704f-9b21-4f2e-91b3-4a467353bcc0" }, metrics: [{ other: { type: "ssvc", content: { options } } }] }] } });
}
