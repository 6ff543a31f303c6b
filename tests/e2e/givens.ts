import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, inject, onTestFinished } from "vitest";
import { readMailbox } from "#fakes/mail-server";
import { repositoryRoot } from "../../scripts/bootstrap.mjs";
import { findMaintainerLink } from "./browser.ts";
import { BOTH_PATCH, gaugeBundle } from "../setup/clearinghouse.ts";
import { as } from "./people.ts";

const run = promisify(execFile);
const { home } = inject("installation");
const SANDBOX_WAIT = { timeout: 45_000, interval: 200 };

/** A bundle of evidence on disk, as a finder would bring it: the exercise's own crash, in a copy of the project of its own name. */
export async function givenBundle(title: string): Promise<{ readonly path: string; readonly name: string; readonly repository: string }> {
  const folder = await mkdtemp(join(tmpdir(), "breakwater-bundle-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const name = `tinyini-${randomBytes(4).toString("hex")}`;
  const repository = `https://git.example/copies/${name}`;
  const opened = join(folder, "bundle");
  await cp(join(home, "exercise/files/bundles/tinyini"), opened, { recursive: true });
  const manifest = JSON.parse(await readFile(join(opened, "manifest.json"), "utf8")) as { title: string; target: { name: string; repository: string } };
  Object.assign(manifest, { title, target: { ...manifest.target, name, repository } });
  await writeFile(join(opened, "manifest.json"), JSON.stringify(manifest));
  const path = join(folder, `${name}.tar`);
  await run(process.execPath, [join(repositoryRoot, "apps/cli/launcher.mjs"), "finding", "pack", opened, "--out", path]);
  return { path, name, repository };
}

/** Two findings of one project and place, with the same weakness and not the same crash; the fix that comes with the first mends both. */
export async function givenAlike(one: string, other: string): Promise<readonly [string, string]> {
  const repository = `https://git.example/copies/gauge-${randomBytes(4).toString("hex")}`;
  const sam = await as("Sam Okoye");
  const ids = await Promise.all([{ title: one, shows: "name", candidatePatch: BOTH_PATCH } as const, { title: other, shows: "level" } as const].map(async (wishes) => {
    const { findingId } = await sam.call("POST /findings", { body: await gaugeBundle({ ...wishes, repository }) });
    await expect.poll(async () => (await sam.call("GET /findings/{id}", { params: { id: findingId } })).state, SANDBOX_WAIT).toBe("needs_validation");
    await assignPeople(findingId);
    return findingId;
  }));
  return [ids[0] ?? "", ids[1] ?? ""];
}

/** A rejection without a person that was drawn for a look: one in twenty is, so as many are submitted as it takes. */
export async function givenDrawn(): Promise<string> {
  const sam = await as("Sam Okoye");
  const val = await as("Val Ortiz");
  const findDrawn = async () => (await val.call("GET /findings/queue", { query: { kind: "sample" } })).items[0]?.finding.id;
  const stateOf = async (id: string) => (await sam.call("GET /findings/{id}", { params: { id } })).state;
  for (let rounds = 0; rounds < 15; rounds += 1) {
    const findingId = await findDrawn();
    if (findingId !== undefined) {
      await assignPeople(findingId);
      return findingId;
    }
    const ids = await Promise.all(Array.from({ length: 10 }, async () => (await sam.call("POST /findings", { body: await gaugeBundle({ shows: "broken", title: `Does not build ${randomBytes(4).toString("hex")}` }) })).findingId));
    for (const id of ids) await expect.poll(() => stateOf(id), SANDBOX_WAIT).toBe("rejected");
  }
  throw new Error("Of 150 rejections none was drawn");
}

/** A finding that was reproduced and waits for a person. */
export async function givenFinding(title: string) {
  const bundle = await givenBundle(title);
  const sam = await as("Sam Okoye");
  const { findingId } = await sam.call("POST /findings", { body: await readFile(bundle.path) });
  await expect.poll(async () => (await sam.call("GET /findings/{id}", { params: { id: findingId } })).state, SANDBOX_WAIT).toBe("needs_validation");
  return { ...bundle, findingId };
}

/** As `givenFinding`, opened by the director to the validator and the analyst. */
export async function givenAssignedFinding(title: string) {
  const finding = await givenFinding(title);
  await assignPeople(finding.findingId);
  return finding;
}

/** Opens a finding to the validator and the analyst. */
export async function assignPeople(findingId: string): Promise<void> {
  const cora = await as("Cora Bell");
  const params = { id: findingId };
  const { people } = await cora.call("GET /findings/{id}/assignable", { params });
  for (const [name, role] of [["Val Ortiz", "validator"], ["Anna Frey", "analyst"]] as const) {
    const person = people.find((one) => one.name === name);
    if (!person) throw new Error(`${name} cannot be assigned to ${findingId}`);
    await cora.call("POST /findings/{id}/assignments", { params, body: { personId: person.id, role } });
  }
}

/** A case whose maintainer has just been sent the link; gives the link as it stood in the mail. */
export async function givenCase(title: string) {
  const finding = await givenAssignedFinding(title);
  const anna = await as("Anna Frey");
  const params = { id: finding.findingId };
  const contactEmail = `${finding.name}@maintainers.exercise.example`;
  await (await as("Val Ortiz")).call("POST /findings/{id}/validation", { params, body: { decision: "validated", reason: "Seen in the evidence.", assistedByModel: null } });
  await anna.call("POST /projects", { body: { vendor: "Copies (exercise)", product: finding.name, repository: finding.repository, contactEmail, openAtOnce: 1 } });
  await anna.call("POST /findings/{id}/priority", { params, body: { inKev: false, exposed: true, automatable: true, technicalImpact: "total" } });
  const mailed = () => readMailbox(join(home, "exercise/mail"), contactEmail);
  await expect.poll(async () => (await mailed()).length, SANDBOX_WAIT).toBeGreaterThan(0);
  return { ...finding, contactEmail, link: findMaintainerLink(await mailed()) };
}

/** A case with one more vendor, whose link is as it stood in their mail, and the case itself. */
export async function givenParticipant(title: string) {
  const found = await givenCase(title);
  const anna = await as("Anna Frey");
  const { caseId } = await anna.call("GET /findings/{id}", { params: { id: found.findingId } });
  if (caseId === null) throw new Error(`${found.findingId} has no case`);
  const params = { id: caseId };
  const email = `psirt-${randomBytes(4).toString("hex")}@buoy.exercise.example`;
  const { participants } = await anna.call("POST /cases/{id}/participants", { params, body: { name: "Buoy Works (exercise)", product: "Buoy Gauge", email, roles: ["vendor"] } });
  const participantId = participants.find(({ product }) => product === "Buoy Gauge")?.id ?? "";
  const findLink = async () => (await readMailbox(join(home, "exercise/mail"), email)).map(({ text }) => /\/participant#[A-Za-z0-9_-]+/.exec(text)?.[0]).findLast((link) => link !== undefined);
  await expect.poll(findLink, SANDBOX_WAIT).toBeDefined();
  return { ...found, anna, params, participantId, participantLink: (await findLink()) ?? "" };
}
