import type { Exercise } from "./exercise.types.ts";

/** Its own vulnerabilities, of the year 1900, which can never be anybody's real ones. */
const [GAUGE_FLAW, PORTAL_FLAW] = ["CVE-1900-20001", "CVE-1900-20002"];
const ASSETS = "asset,name,kind,environment,exposed,owner_unit\nportal-1,River levels portal,server,production,yes,Web team\nportal-2,River levels portal (test),server,test,no,Web team\ngauge-7,Gauge at the weir,controller,ot,no,Field office\nlaptop-3,Field laptop,laptop,end-user,,Field office\n,Nobody knows which,server,production,yes,Web team\n";

/** Two officers list an agency and issue BOD 26-04; the agency adds its assets and a scan, and nobody else is bound. */
export async function directAgency(exercise: Exercise): Promise<void> {
  await listAgency(exercise);
  await issueDirective(exercise);
  await importScan(exercise);
}

async function listAgency(exercise: Exercise): Promise<void> {
  const olga = exercise.as("Olga Reyes");
  const { candidates } = await olga.call("GET /directive-work/agencies/list");
  const agency = candidates.find(({ name }) => name.startsWith("River Survey Agency"));
  if (!agency) throw new Error("No agency could be listed");
  exercise.must("a hospital is no candidate for the list", !candidates.some(({ name }) => name.startsWith("Fern Valley")));
  const body = { organisationId: agency.organisationId, branch: "fceb", reason: "A federal civilian executive branch agency of the exercise." } as const;
  await exercise.mustRefuse("an agency listing itself", "not-permitted", () => exercise.as("Mina Falk").call("POST /directive-work/agencies/list", { body }));
  await exercise.mustRefuse("a list with an office of the Department of War on it", "not-a-civilian-agency", () => olga.call("POST /directive-work/agencies/list", { body: { ...body, branch: "defense" } }));
  const { waiting } = await olga.call("POST /directive-work/agencies/list", { body });
  const change = waiting.find(({ organisationId }) => organisationId === agency.organisationId);
  if (!change) throw new Error("The proposal does not wait");
  const params = { id: change.id };
  await exercise.mustRefuse("an officer confirming her own proposal", "not-permitted", async () => (await exercise.proven("Olga Reyes")).call("POST /directive-work/agency-changes/{id}/confirmation", { params }));
  await (await exercise.proven("Otto Lang")).call("POST /directive-work/agency-changes/{id}/confirmation", { params });
}

async function issueDirective(exercise: Exercise): Promise<void> {
  const { drafts } = await exercise.as("Olga Reyes").call("POST /directives", { body: { from: "BOD 26-04" } });
  const draft = drafts.find(({ words }) => words.number === "BOD 26-04");
  if (!draft) throw new Error("BOD 26-04 is no draft");
  await (await exercise.proven("Otto Lang")).call("POST /directive-work/drafts/{id}/issue", { params: { id: draft.id } });
  const { directives } = await exercise.nobody.call("GET /directives");
  exercise.must("anybody reads BOD 26-04", directives.some(({ number, state }) => number === "BOD 26-04" && state === "issued"));
  await exercise.waitFor("the agency's actions", async () => {
    const { items } = await exercise.as("Mina Falk").call("GET /agency/items");
    return items.length > 0 ? items : undefined;
  });
}

async function importScan(exercise: Exercise): Promise<void> {
  const mina = exercise.as("Mina Falk");
  await exercise.keep("agency-assets.csv", ASSETS);
  const assets = await mina.call("POST /agency/assets/import", { body: Buffer.from(ASSETS) });
  exercise.must("four assets are taken in, and the line without a key is told", assets.added === 4 && assets.refused === 1 && assets.told.length === 1);
  const today = (await mina.call("GET /agency/workbench")).phase.today;
  // Where nothing is published, what is exposed is due after 14 days: one is late, one due today, one next week. The others wait for an upgrade.
  const scan = `asset,cve,detected_on\nportal-1,${PORTAL_FLAW},${dayBefore(today, 16)}\nlaptop-3,${GAUGE_FLAW},${dayBefore(today, 14)}\nlaptop-3,${PORTAL_FLAW},${dayBefore(today, 6)}\nportal-2,${PORTAL_FLAW},${dayBefore(today, 57)}\ngauge-7,${GAUGE_FLAW},${dayBefore(today, 20)}\nlaptop-3,not a vulnerability,${today}\n`;
  await exercise.keep("agency-scan.csv", scan);
  const receipt = await mina.call("POST /agency/imports", { query: { scanner: "generic" }, body: Buffer.from(scan) });
  exercise.must("five vulnerabilities stand on the agency's assets, each with its due day", receipt.state === "taken" && receipt.added === 5);
  const standing = await exercise.as("Olga Reyes").call("GET /directive-work/agencies");
  exercise.must("an officer sees how many are open, and no asset", standing.agencies.some(({ open }) => open === 5) && !JSON.stringify(standing).includes("River levels portal"));
}

function dayBefore(today: string, days: number): string {
  return new Date(Date.parse(today) - days * 86_400_000).toISOString().slice(0, 10);
}
