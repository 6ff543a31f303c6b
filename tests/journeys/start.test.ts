import { createServer, connect, type Server } from "node:net";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterEach, describe, expect, it } from "vitest";
import { createClient } from "#api-client";
import type { OrganisationKind, PasskeyAssertion, PasskeyRegistration, Role } from "#contracts/access";
import { readMailbox, startMailServer } from "#fakes/mail-server";
import { asNobodyInNamespace, startCluster } from "#rooms/platform";
import { choosePort } from "../../apps/supervisor/ports.ts";
import { softwareAuthenticator } from "../setup/authenticator.ts";
import { repositoryRoot } from "../../scripts/bootstrap.mjs";
import { findProcessesOf, killIfThere, killProcessesOf, makeHome, SERVING, startInstallation, type StartedInstallation } from "../e2e/start-installation.ts";

const START_TIMEOUT_MS = 60_000;
const WAIT = { timeout: 30_000, interval: 100 };
const FIRST_LINK = /^First administrator: http:\/\/\S+\/sign-in\/link#(\S+) \(works once\)$/;

const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

/** A folder for one installation; whatever still runs in it is ended with the test. */
async function givenHome(): Promise<string> {
  const { home, remove } = await makeHome();
  ends.push(async () => {
    await killProcessesOf(home);
    await remove();
  });
  return home;
}

async function start(home: string, options: { readonly args?: readonly string[]; readonly environment?: Readonly<Record<string, string>> } = {}): Promise<StartedInstallation> {
  const args = options.args ?? ["--port", String(await choosePort(0))];
  const started = startInstallation({ home, args: ["--empty", ...args], environment: options.environment ?? {} });
  await started.waitForLine(SERVING, START_TIMEOUT_MS);
  return started;
}

/** The first administrator's session, by the link that the first start prints. */
async function enterAsFirstAdministrator(started: StartedInstallation): Promise<string> {
  const [, link = ""] = await started.waitForLine(FIRST_LINK, START_TIMEOUT_MS);
  const { token = "" } = await createClient({ baseUrl: started.address().url }).call("POST /sign-in/redeem", { body: { token: link, carrier: "token" } });
  return token;
}

const as = (started: StartedInstallation, token: string) => createClient({ baseUrl: started.address().url, token });
const namesOf = async (started: StartedInstallation, token: string) => (await as(started, token).call("GET /organisations")).organisations.map(({ name }) => name);

const INVITATION = /\/sign-in\/invitation#(\S+)/;

/** The secret of the newest mail to an address, as its reader finds it. */
async function readMailedSecret(folder: string, email: string): Promise<string> {
  const find = async () => INVITATION.exec((await readMailbox(folder, email)).at(-1)?.text ?? "")?.[1] ?? "";
  await expect.poll(find, WAIT).not.toBe("");
  return find();
}

/** Accepts a mailed invitation and gives the session that opens with it. */
async function acceptInvitation(started: StartedInstallation, folder: string, email: string): Promise<string> {
  const body = { token: await readMailedSecret(folder, email), purpose: "invitation", carrier: "token" } as const;
  return (await createClient({ baseUrl: started.address().url }).call("POST /sign-in/redeem", { body })).token ?? "";
}

/** Enrols a passkey and proves with it that it is its person: the session that comes back may confirm. */
async function stepUpByPasskey(started: StartedInstallation, token: string): Promise<string> {
  const api = as(started, token);
  const { port } = new URL(started.address().url);
  // Where a passkey's page is, since a loopback address has no name to bind one to.
  const passkey = softwareAuthenticator({ origin: `http://localhost:${port}` });
  const registration = passkey.register(await api.call("POST /passkeys/options")) as PasskeyRegistration;
  await api.call("POST /passkeys", { body: { name: "Key ring", registration } });
  const { passkey: question } = await api.call("POST /session/step-up/options");
  if (!question) throw new Error("No passkey is asked for");
  return (await api.call("POST /session/step-up", { body: { method: "passkey", assertion: passkey.answer(question) as PasskeyAssertion } })).token ?? "";
}

/** The first administrator invites a second one alone; everybody else is let in by two. */
async function inviteByTwo(started: StartedInstallation, { first, folder, organisation, person }: Invitation): Promise<string> {
  const administrator = "second@ops.example";
  const house = (await as(started, first).call("GET /session")).person.organisationId;
  const invite = (id: string, body: Invitation["person"]) => as(started, first).call("POST /organisations/{id}/invitations", { params: { id }, body });
  expect((await invite(house, { name: "Sam Second", email: administrator, roles: ["administrator"] })).state).toBe("done");
  const second = await acceptInvitation(started, folder, administrator);
  const { id } = await as(started, first).call("POST /organisations", { body: organisation });
  const waiting = await invite(id, person);
  expect(waiting.state).toBe("waiting");
  const confirm = (token: string) => as(started, token).call("POST /proposals/{id}/confirmation", { params: { id: waiting.id } });
  await expect(confirm(second)).rejects.toMatchObject({ code: "step-up-needed" });
  expect((await confirm(await stepUpByPasskey(started, second))).state).toBe("done");
  return acceptInvitation(started, folder, person.email);
}

interface Invitation {
  /** The first administrator's session. */
  readonly first: string;
  /** Where the mails of the installation are kept. */
  readonly folder: string;
  readonly organisation: { readonly name: string; readonly kind: OrganisationKind };
  readonly person: { readonly name: string; readonly email: string; readonly roles: Role[] };
}

/** Lets an overseer in and gives the whole ledger to the CLI, as an outsider would. */
async function verifyLedger(started: StartedInstallation, first: string, folder: string): Promise<{ readonly ok: boolean; readonly size: number }> {
  const token = await inviteByTwo(started, {
    first, folder, organisation: { name: "Inspectorate", kind: "oversight" }, person: { name: "Ira Overseer", email: "overseer@inspectorate.example", roles: ["oversight"] },
  });
  const file = join(folder, "..", "ledger.json");
  await expect(as(started, token).call("GET /ledger/export")).rejects.toMatchObject({ code: "step-up-needed" });
  await writeFile(file, await as(started, await stepUpByPasskey(started, token)).call("GET /ledger/export"));
  const { verifierKey } = await createClient({ baseUrl: started.address().url }).call("GET /ledger/checkpoint");
  return JSON.parse(await runCli(["ledger", "verify", file, "--key", verifierKey, "--json"])) as { ok: boolean; size: number };
}

function runCli(args: readonly string[]): Promise<string> {
  return new Promise((resolve) => {
    execFile(process.execPath, [join(repositoryRoot, "apps/cli/launcher.mjs"), ...args], (_error, stdout) => resolve(stdout));
  });
}

async function givenMailServer(): Promise<{ readonly url: string; readonly folder: string }> {
  const directory = await mkdtemp(join(tmpdir(), "breakwater-mail-"));
  const folder = join(directory, "mail");
  const server = await startMailServer({ port: 0, directory: folder });
  ends.push(async () => {
    await server.close();
    await rm(directory, { recursive: true });
  });
  return { url: `smtp://127.0.0.1:${server.port}`, folder };
}

const supervisorOf = async (home: string) => (await findProcessesOf(home)).find(({ command }) => command.includes("apps/supervisor/main.ts"))?.pid ?? 0;

describe("an empty installation", () => {
  it("is begun by a link that works once, leaves no process behind on Ctrl-C, and finds its data again", { timeout: 90_000 }, async () => {
    const home = await givenHome();
    const first = await start(home);
    const [, link = ""] = await first.waitForLine(FIRST_LINK, START_TIMEOUT_MS);
    const token = await enterAsFirstAdministrator(first);
    await expect(createClient({ baseUrl: first.address().url }).call("POST /sign-in/redeem", { body: { token: link } })).rejects.toMatchObject({ code: "link-not-valid" });
    await as(first, token).call("POST /organisations", { body: { name: "Found Again Utility", kind: "operator" } });
    const kept = await stepUpByPasskey(first, token);
    expect((await findProcessesOf(home)).length).toBeGreaterThan(5);
    await first.stop();
    expect({ exitCode: (await first.ended).exitCode, left: await findProcessesOf(home) }).toEqual({ exitCode: 0, left: [] });

    const second = await start(home);
    expect(await namesOf(second, kept)).toContain("Found Again Utility");
    expect((await fetch(`${second.address().url}/`)).headers.get("content-type")).toContain("text/html");
    expect((await fetch(`${second.address().enclaveUrl}/api/installation`)).status).toBe(200);
    await second.stop();
    // The link is for a house in which nobody has another way in yet.
    expect((await second.ended).lines.filter((line) => FIRST_LINK.test(line))).toEqual([]);
  });

  it("has all that it acknowledged, and a ledger that verifies, after everything was killed at once", { timeout: 90_000 }, async () => {
    const home = await givenHome();
    const mail = await givenMailServer();
    const first = await start(home, { environment: { BREAKWATER_SMTP_URL: mail.url } });
    const token = await enterAsFirstAdministrator(first);
    await as(first, token).call("POST /organisations", { body: { name: "Acknowledged Hospital", kind: "operator" } });
    for (const { pid } of await findProcessesOf(home)) killIfThere(pid);
    await first.ended;
    await expect.poll(() => findProcessesOf(home), WAIT).toEqual([]);

    const second = await start(home, { environment: { BREAKWATER_SMTP_URL: mail.url } });
    expect(await namesOf(second, token)).toContain("Acknowledged Hospital");
    expect(await verifyLedger(second, token, mail.folder)).toMatchObject({ ok: true });
    await second.stop();
  });

  it("ends its parts when only the supervisor was killed, and the next start has one keeper for everything again", { timeout: 90_000 }, async () => {
    const home = await givenHome();
    const first = await start(home);
    const token = await enterAsFirstAdministrator(first);
    await as(first, token).call("POST /organisations", { body: { name: "Orphaned Bank", kind: "operator" } });
    killIfThere(await supervisorOf(home));
    await first.ended;
    await expect.poll(async () => (await findProcessesOf(home)).filter(({ command }) => command.includes("apps/")), WAIT).toEqual([]);

    const second = await start(home);
    expect(await namesOf(second, token)).toContain("Orphaned Bank");
    await second.stop();
    expect(await findProcessesOf(home)).toEqual([]);
  });

  it("chooses another port when the usual one is busy, and uses the PostgreSQL that DATABASE_URL names", { timeout: 90_000 }, async () => {
    const home = await givenHome();
    await occupy(8420);
    const databaseUrl = await givenOtherPostgres();
    const started = await start(home, { args: [], environment: { DATABASE_URL: databaseUrl } });
    const { url, enclaveUrl } = started.address();
    expect(Number(new URL(url).port)).not.toBe(8420);
    expect(new Set([new URL(url).port, new URL(enclaveUrl).port]).size).toBe(2);
    const token = await enterAsFirstAdministrator(started);
    await as(started, token).call("POST /organisations", { body: { name: "Elsewhere Water", kind: "operator" } });
    await started.stop();

    expect(existsSync(join(home, "low/postgres/data"))).toBe(false);
    const client = new pg.Client({ connectionString: databaseUrl });
    await client.connect();
    const { rows } = await client.query("SELECT name FROM access.organisation WHERE name = 'Elsewhere Water'");
    await client.end();
    expect(rows).toEqual([{ name: "Elsewhere Water" }]);
  });
});

describe("an installation in the middle of its exercise", () => {
  it("leaves no process behind on Ctrl-C, nor what its people were running", { timeout: 180_000 }, async () => {
    const home = await givenHome();
    const started = startInstallation({ home, args: ["--headless", "--port", String(await choosePort(0))] });
    await started.waitForLine(/breakwater hunt, on two projects/, 120_000);
    await expect.poll(async () => (await findProcessesOf(home)).some(({ command }) => command.includes("launcher.mjs hunt")), WAIT).toBe(true);
    await started.stop();
    expect(await findProcessesOf(home)).toEqual([]);
  });
});

/** Somebody else's server on this port; a test machine may have one there already. */
async function occupy(port: number): Promise<void> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => (error.code === "EADDRINUSE" ? resolve() : reject(error)));
    server.listen(port, "127.0.0.1", () => resolve());
  });
  ends.push(() => close(server));
}

/** Another PostgreSQL, reached over TCP as a database of the operator's own would be. */
async function givenOtherPostgres(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), "breakwater-other-"));
  const cluster = await startCluster({ directory, runAs: asNobodyInNamespace, durable: false });
  await cluster.createDatabase("elsewhere");
  const server = createServer((socket) => {
    const upstream = connect(join(directory, "socket", ".s.PGSQL.5432"));
    for (const side of [socket, upstream]) side.once("error", () => [socket, upstream].forEach((one) => one.destroy()));
    socket.pipe(upstream).pipe(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  ends.push(async () => {
    await close(server);
    await cluster.stop();
    await rm(directory, { recursive: true });
  });
  const address = server.address();
  return `postgresql://breakwater_owner@127.0.0.1:${typeof address === "object" && address ? address.port : 0}/elsewhere`;
}

async function close(server: Server): Promise<void> {
  await new Promise<void>((resolve) => server.close(() => resolve()));
}

describe("wrong arguments of npm start", () => {
  it.each([
    [["--exit-when-done", "--empty"], "--empty plays no exercise"],
    [["--port", "70000"], "--port 70000 is not a port"],
    [["--json", ""], "--json needs the name of a file"],
    [["--emtpy"], "--emtpy"],
    [["everything"], "everything"],
  ])("%j end with 2 and one line that says what is wrong", async (args, words) => {
    const home = join(tmpdir(), "breakwater-never-made");
    const { exitCode, lines } = await startInstallation({ home, args }).ended;
    expect({ exitCode, count: lines.length, line: lines[0] }).toEqual({ exitCode: 2, count: 1, line: expect.stringContaining(words) });
    expect(existsSync(home)).toBe(false);
  });
});
