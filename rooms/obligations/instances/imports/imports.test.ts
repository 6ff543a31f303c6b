import { expect, test } from "vitest";
import { sql } from "#rooms/platform";
import type { World } from "../../../../tests/setup/world.ts";
import { agencyScene, sendScan } from "../instances.fixture.ts";
import { SCANNERS } from "./scanners.rules.ts";

const CVE = (at: number) => `CVE-2026-${String(10_000 + at)}`;
const send = (world: World, as: Parameters<typeof sendScan>[1], query: string, text: string | Buffer) => world.call("POST", `/agency/imports?${query}`, { as, raw: Buffer.from(text) });
const counted = ({ added, seenAgain, reopened, newAssets, withoutCve, saidFixed, refused, proposedFixed, fixed }: Record<string, number>) => ({ added, seenAgain, reopened, newAssets, withoutCve, saidFixed, refused, proposedFixed, fixed });
const NONE = { added: 0, seenAgain: 0, reopened: 0, newAssets: 0, withoutCve: 0, saidFixed: 0, refused: 0, proposedFixed: 0, fixed: 0 };

test("the same scan again adds nothing; a record stands or falls alone and is told by its line", async () => {
  const { world, ciso } = await agencyScene();
  const rows = [`web-01,${CVE(1)},2026-08-20,2026-08-30`, `WEB-01,${CVE(1)},2026-08-10,2026-08-30`, `web-01,${CVE(2)},,`, "db-02,no cve here,,", `,${CVE(3)},,`, `db-02,${CVE(3)},31.8.2026,`, `db-02,${CVE(3)},2026-10-01,`, "db-02,CVE-26-1,,", `db-02,${CVE(3)},2026-08-30,2026-08-20`];
  const first = (await sendScan(world, ciso, rows)).json;
  expect([first.state, counted(first)]).toEqual(["taken", { ...NONE, added: 2, newAssets: 1, withoutCve: 1, refused: 5 }]);
  expect(first.told).toEqual([
    { line: 6, reason: "asset: the record does not say which asset it speaks of" }, { line: 7, reason: "detectedOn: expected a day such as 2026-12-07" }, { line: 8, reason: "detectedOn: lies in the future" },
    { line: 9, reason: "cve: expected a CVE id such as CVE-2026-12345" }, { line: 10, reason: "detectedOn: lies after the day it was last seen" },
  ]);
  const again = (await sendScan(world, ciso, rows)).json;
  expect(counted(again)).toEqual({ ...NONE, seenAgain: 2, withoutCve: 1, refused: 5 });
  // Of two days for one pair the earlier counts, and a later file that knows an earlier one moves it there.
  expect((await world.call("GET", "/agency/instances", { as: ciso })).json.instances.map(({ cveId, detectedOn, lastSeenOn }: Record<string, string>) => [cveId, detectedOn, lastSeenOn])).toEqual([[CVE(1), "2026-08-10", "2026-08-30"], [CVE(2), "2026-09-01", "2026-09-01"]]);
  await sendScan(world, ciso, [`web-01,${CVE(2)},2026-07-01,2026-07-02`]);
  const [moved] = (await world.call("GET", `/agency/instances?cveId=${CVE(2)}`, { as: ciso })).json.instances;
  expect((await world.call("GET", `/agency/instances/${moved.id}`, { as: ciso })).json.history.map(({ cause, toDueOn }: Record<string, string>) => [cause, toDueOn])).toEqual([["detected-earlier", "2026-07-15"]]);
  expect((await world.call("GET", "/agency/imports", { as: ciso })).json.imports).toHaveLength(3);
  const stored = JSON.stringify(await world.services.db.query(sql`SELECT * FROM obligations.asset`));
  expect(stored.toLowerCase()).not.toContain("web-01");
});

test("what a complete scan no longer names is proposed as fixed, and only the agency's word fixes it", async () => {
  const { world, ciso } = await agencyScene();
  await sendScan(world, ciso, [1, 2, 3].map((at) => `web-01,${CVE(at)},2026-08-20,2026-08-30`), "&scannedOn=2026-08-30");
  const states = async () => Object.fromEntries((await world.call("GET", "/agency/instances", { as: ciso })).json.instances.map(({ cveId, state, goneOn }: Record<string, string>) => [cveId, `${state} ${goneOn}`]));
  const partial = await sendScan(world, ciso, [`web-01,${CVE(1)},,`, "web-01,CVE-x,,"], "&complete=yes");
  expect([counted(partial.json), partial.json.notes]).toEqual([{ ...NONE, seenAgain: 1, refused: 1 }, [expect.stringContaining("Nothing was proposed as fixed")]]);
  expect((await sendScan(world, ciso, ["web-01,none,,"], "&complete=yes")).json.notes).toEqual([expect.stringContaining("more often a broken export")]);
  expect((await sendScan(world, ciso, [`web-01,${CVE(1)},,`])).json.proposedFixed).toBe(0);
  // Another scanner's complete scan says nothing of what this one found.
  await send(world, ciso, "scanner=openvas&complete=yes", `IP,Hostname,CVEs,Timestamp\n10.0.0.9,,"${CVE(9)}, ${CVE(10)}",2026-08-31T10:00:00Z\n`);
  expect((await sendScan(world, ciso, [`web-01,${CVE(1)},,`], "&complete=yes")).json.proposedFixed).toBe(2);
  expect(await states()).toMatchObject({ [CVE(1)]: "open null", [CVE(2)]: "open 2026-09-01", [CVE(3)]: "open 2026-09-01", [CVE(9)]: "open null" });
  expect((await world.call("GET", "/agency/workbench", { as: ciso })).json).toMatchObject({ open: 5, proposedFixed: 2, fixed: 0 });
  expect((await world.call("POST", "/agency/instances/confirm-gone", { as: ciso, body: { cveId: CVE(2) } })).json).toEqual({ fixed: 1 });
  expect((await world.call("POST", "/agency/instances/confirm-gone", { as: ciso, body: { cveId: CVE(2) } })).json.error.code).toBe("nothing-open");
  expect(await states()).toMatchObject({ [CVE(2)]: "fixed null", [CVE(3)]: "open 2026-09-01" });
  // Seen on a later day: what was fixed is open again from that day, what was proposed is proposed no more. An older file opens nothing.
  await sendScan(world, ciso, [`web-01,${CVE(2)},2026-08-20,2026-08-25`, `web-01,${CVE(3)},2026-08-20,2026-08-25`]);
  expect(await states()).toMatchObject({ [CVE(2)]: "fixed null", [CVE(3)]: "open 2026-09-01" });
  world.setTime("2026-09-05T12:00:00Z");
  expect(counted((await sendScan(world, ciso, [`web-01,${CVE(2)},2026-08-20,2026-09-04`, `web-01,${CVE(3)},,`])).json)).toMatchObject({ reopened: 1, seenAgain: 1 });
  expect(await states()).toMatchObject({ [CVE(2)]: "open null", [CVE(3)]: "open null" });
  const [back] = (await world.call("GET", `/agency/instances?cveId=${CVE(2)}`, { as: ciso })).json.instances;
  expect([back.detectedOn, back.dueOn]).toEqual(["2026-09-04", "2026-09-18"]);
  expect((await sendScan(world, ciso, [`web-01,${CVE(2)},,`], "&complete=yes&gone=fix")).json).toMatchObject({ proposedFixed: 0, fixed: 2 });
});

test("each scanner's own export is understood, several CVEs of one row apart, and rows that say fixed left out", async () => {
  const { world, ciso } = await agencyScene();
  const files: readonly (readonly [scanner: string, text: string | Buffer, expected: object])[] = [
    ["nessus", `Plugin ID,CVE,CVSS v2.0 Base Score,Risk,Host,Protocol,Port,Name,Synopsis\r\n1,${CVE(1)},9,High,10.1.1.1,tcp,443,X,"two\nlines, and ""more"""\r\n1,${CVE(1)},9,High,10.1.1.1,tcp,8443,X,same\r\n2,,,None,10.1.1.1,tcp,0,Ping,\r\n`, { added: 1, withoutCve: 1 }],
    ["nessus", `"Plugin","Severity","IP Address","DNS Name","CVE","First Discovered","Last Observed"\n"5","High","10.1.1.2","srv2.example","${CVE(2)}","Aug 12, 2026 10:00:00 UTC","Aug 30, 2026 10:00:00 UTC"\n`, { added: 1 }],
    ["qualys", `"Asset Search Report","08/30/2026"\n"Total","1"\n\n"QID","Title","Last Detected","First Detected","Status","Asset Id","Asset Name","Asset IPV4","CVE"\n"9","T","08/30/2026 09:00:00","08/01/2026 09:00:00","Active","7","srv3","10.1.1.3","${CVE(3)}"\n"9","T","08/30/2026","08/01/2026","Fixed","7","srv3","10.1.1.3","${CVE(4)}"\n`, { added: 1, saidFixed: 1 }],
    ["defender", `DeviceId;DeviceName;CveId;FirstSeenTimestamp;LastSeenTimestamp\nabc;srv4.example;${CVE(5)};2026-08-02 11:12:13;2026-08-29 11:12:13\n`, { added: 1 }],
    ["openvas", `IP,Hostname,Port,CVSS,Severity,NVT Name,CVEs,Timestamp\n10.1.1.5,,443,7.5,High,N,"${CVE(6)},${CVE(7)}",2026-08-28T11:37:24+02:00\n10.1.1.5,,443,0,Log,N,NOCVE,2026-08-28T11:37:24Z\n`, { added: 2, withoutCve: 1 }],
    ["ndjson", `{"asset":"srv6","cve":["${CVE(8)}","${CVE(9)}"],"detectedOn":"2026-08-01"}\nnonsense\n[1]\n`, { added: 2, refused: 2 }],
    ["generic", Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(`asset\tcve\r\nsrv7\t${CVE(11)}\r\n`, "utf16le")]), { added: 1 }],
  ];
  for (const [scanner, text, expected] of files) {
    const { json } = await send(world, ciso, `scanner=${scanner}&scannedOn=2026-08-31`, text);
    expect([scanner, counted(json)]).toEqual([scanner, { ...NONE, newAssets: 1, ...expected }]);
  }
  const { instances } = (await world.call("GET", "/agency/instances", { as: ciso })).json;
  expect(instances.map(({ assetName, cveId, detectedOn, lastSeenOn }: Record<string, string>) => [assetName, cveId, detectedOn, lastSeenOn]).toSorted()).toEqual([
    ["10.1.1.1", CVE(1), "2026-08-31", "2026-08-31"], ["10.1.1.5", CVE(6), "2026-08-28", "2026-08-28"], ["10.1.1.5", CVE(7), "2026-08-28", "2026-08-28"], ["srv2.example", CVE(2), "2026-08-12", "2026-08-30"],
    ["srv3", CVE(3), "2026-08-01", "2026-08-30"], ["srv4.example", CVE(5), "2026-08-02", "2026-08-29"], ["srv6", CVE(8), "2026-08-01", "2026-08-31"], ["srv6", CVE(9), "2026-08-01", "2026-08-31"], ["srv7", CVE(11), "2026-08-31", "2026-08-31"],
  ]);
});

test("each template is taken in by the scanner it is made for", async () => {
  const { world, ciso } = await agencyScene();
  world.setTime("2026-10-01T12:00:00Z");
  const { templates } = (await world.call("GET", "/agency/templates", { as: ciso })).json;
  expect(templates.map(({ scanner }: { scanner: string }) => scanner).toSorted()).toEqual(Object.keys(SCANNERS).toSorted());
  for (const { scanner } of templates) {
    const { text, headers } = await world.call("GET", `/agency/templates/${scanner}`, { as: ciso });
    expect(headers.get("content-disposition")).toContain("attachment");
    const { json } = await send(world, ciso, `scanner=${scanner}`, text);
    expect([scanner, json.refused, json.added + json.seenAgain > 1]).toEqual([scanner, 0, true]);
  }
});

test("a file without its columns, a day to come, a second scan at once and a stranger's scan are refused, and nothing is stored", async () => {
  const { world, ciso, stranger, officer } = await agencyScene();
  const refusals = [
    await send(world, ciso, "scanner=nessus", "Plugin,Severity\n1,High\n"), await send(world, ciso, "scanner=generic", ""), await sendScan(world, ciso, [], "&scannedOn=2026-09-02"), await send(world, ciso, "scanner=burp", "x"),
    await sendScan(world, stranger, [`web-01,${CVE(1)},,`]), await sendScan(world, officer, [`web-01,${CVE(1)},,`]),
  ];
  expect(refusals.map(({ status, json }) => [status, json.error.code, json.error.field ?? null])).toEqual([
    [422, "scan-not-readable", "body"], [422, "scan-not-readable", "body"], [422, "date-in-future", "scannedOn"], [400, "invalid-input", "scanner"], [422, "not-a-civilian-agency", "organisationId"], [403, "not-permitted", null],
  ]);
  expect(await world.services.db.query(sql`SELECT id FROM obligations.asset`)).toEqual([]);
  expect((await world.call("GET", "/agency/imports", { as: ciso })).json.imports.map(({ state }: { state: string }) => state)).toEqual(["broken-off", "broken-off"]);
  await world.services.db.execute(sql`UPDATE obligations.scanner_import SET state = 'running', ended_at = NULL WHERE ctid = (SELECT min(ctid) FROM obligations.scanner_import)`);
  expect((await sendScan(world, ciso, [`web-01,${CVE(1)},,`])).json.error.code).toBe("import-runs");
  world.pass(9 * 60_000);
  expect((await sendScan(world, ciso, [`web-01,${CVE(1)},,`])).json.error.code).toBe("import-runs");
  world.pass(2 * 60_000);
  expect((await sendScan(world, ciso, [`web-01,${CVE(1)},,`])).status).toBe(201);
});

test("an import that runs long goes on while it is heard of; one that was silent gives way, and stores nothing more", async () => {
  const { world, ciso } = await agencyScene();
  const { takeScan } = await import("./take-scan.ts");
  const other = () => sendScan(world, ciso, [`web-01,${CVE(1)},,`]);
  /** Each piece is followed by a pause of so many minutes, in which a second scan is tried. */
  const slow = async (pauses: readonly number[]) => {
    const tried: string[] = [];
    async function* pieces() {
      yield Buffer.from("asset,cve,detected_on,last_seen_on\n");
      for (const minutes of pauses) {
        // No record of these fills a batch: what is heard does not hang on what is stored.
        yield Buffer.from("web-02,none,,\n".repeat(5000));
        world.pass(minutes * 60_000);
        const { status, json } = await other();
        tried.push(status === 201 ? "taken" : json.error.code);
      }
      yield Buffer.from(`web-02,${CVE(2)},,\n`);
    }
    const outcome = await takeScan(world.services.as(ciso), { actor: ciso, query: { scanner: "generic" }, body: pieces() }).then(({ state }) => state, (error: { readonly code?: string }) => error.code);
    return [outcome, tried];
  };
  expect(await slow(Array.from({ length: 8 }, () => 5))).toEqual(["taken", Array.from({ length: 8 }, () => "import-runs")]);
  expect(await slow([11])).toEqual(["import-runs", ["taken"]]);
  expect((await world.call("GET", "/agency/imports", { as: ciso })).json.imports.map(({ state }: { state: string }) => state).toSorted()).toEqual(["broken-off", "taken", "taken"]);
});

test("a stream that breaks off keeps what was stored, says so, and proposes nothing as fixed", async () => {
  const { world, ciso } = await agencyScene();
  await sendScan(world, ciso, [`web-01,${CVE(1)},,`], "&scannedOn=2026-08-30");
  const rows = Array.from({ length: 6000 }, (_, at) => `web-${at},${CVE(2)},,\n`).join("");
  async function* broken() {
    yield Buffer.from(`asset,cve,detected_on,last_seen_on\n${rows}`);
    await Promise.resolve();
    throw new Error("the line broke");
  }
  const { takeScan } = await import("./take-scan.ts");
  await expect(takeScan(world.services.as(ciso), { actor: ciso, query: { scanner: "generic", complete: "yes" }, body: broken() })).rejects.toThrow("the line broke");
  const [last] = (await world.call("GET", "/agency/imports", { as: ciso })).json.imports.filter(({ state }: { state: string }) => state === "broken-off");
  expect([last.added, last.proposedFixed]).toEqual([5000, 0]);
  expect((await world.ledgerKinds()).at(-1)).toBe("obligations.scan-broken-off");
  expect((await world.call("GET", "/agency/workbench", { as: ciso })).json).toMatchObject({ open: 5001, proposedFixed: 0 });
});
