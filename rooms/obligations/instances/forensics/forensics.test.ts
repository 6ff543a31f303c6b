import { expect, test } from "vitest";
import { FORENSIC_STEPS } from "#contracts/agency-workbench";
import { agencyScene, cveRecord, sendScan, takeKev } from "../instances.fixture.ts";

const digest = "d".repeat(64);

test("a row that asks for forensics leads to one investigation for its assets, which is done with every step and the report's digest", async () => {
  const { world, ciso, analyst, officer, stranger } = await agencyScene();
  await takeKev(world, analyst, { "CVE-2026-11111": "2026-08-28" });
  await sendScan(world, ciso, ["web-01,CVE-2026-11111,2026-08-30,", "web-02,CVE-2026-11111,2026-08-30,", "web-03,CVE-2026-22222,2026-08-30,"]);
  const list = async (as = ciso) => (await world.call("GET", "/agency/forensics", { as })).json;
  const { tasks } = await list();
  expect(tasks).toEqual([expect.objectContaining({ cveId: "CVE-2026-11111", assets: 2, state: "open", dueOn: "2026-08-31", isLate: true, reportDigest: null })]);
  const [{ id, steps }] = tasks;
  expect(steps.map(({ step }: { step: string }) => step)).toEqual([...FORENSIC_STEPS]);
  const post = (path: string, body: object, as = ciso) => world.call("POST", `/agency/forensics/${id}/${path}`, { as, body });
  for (const step of FORENSIC_STEPS.slice(0, 4)) expect((await post("step", { step })).status).toBe(200);
  expect((await post("done", { reportDigest: digest })).json.error).toMatchObject({ code: "steps-missing", message: expect.stringContaining("report") as string });
  world.pass(86_400_000);
  await post("step", { step: "preserve" });
  await post("step", { step: "report" });
  expect((await post("done", { reportDigest: digest })).json).toMatchObject({ state: "done", isLate: false, reportDigest: digest, steps: expect.arrayContaining([expect.objectContaining({ step: "preserve", doneOn: "2026-09-01" }), expect.objectContaining({ step: "report", doneOn: "2026-09-02" })]) as unknown });
  expect((await post("done", { reportDigest: digest })).json.error.code).toBe("not-in-that-state");
  expect((await list(stranger)).error.code).toBe("not-a-civilian-agency");
  expect((await post("step", { step: "report" }, stranger)).status).toBe(404);
  expect((await post("step", { step: "report" }, officer)).status).toBe(403);
  expect((await world.call("GET", "/agency/workbench", { as: ciso })).json.forensics).toEqual({ open: 0, overdue: 0, done: 1 });
});

test("an agency is told of what it is asked to investigate, and reminded once when that is due tomorrow or late", async () => {
  const { world, ciso, analyst, stranger } = await agencyScene();
  await takeKev(world, analyst, { "CVE-2026-11111": "2026-08-31", "CVE-2026-22222": "2026-08-31", "CVE-2026-33333": "2026-09-01" });
  await sendScan(world, ciso, ["web-01,CVE-2026-11111,2026-08-31,", "web-02,CVE-2026-22222,2026-08-31,", "web-02,CVE-2026-33333,2026-09-01,"]);
  const inbox = async (as = ciso) => (await world.call("GET", "/inbox", { as })).json.entries.filter(({ kind }: { kind: string }) => kind.startsWith("obligations.forensics"));
  expect(await inbox()).toEqual([expect.objectContaining({ kind: "obligations.forensics-asked", link: "/agency/forensics", body: expect.stringContaining("Vulnerabilities to investigate: 3.") as string })]);
  const { remindForensicsJob } = await import("./remind-forensics.ts");
  const reminded = async () => {
    for (let twice = 0; twice < 2; twice += 1) await remindForensicsJob.run(world.services, {});
    return (await inbox()).flatMap(({ kind, title, body }: Record<string, string>) => (kind === "obligations.forensics-due" ? [[title, body?.match(/late: (\d+)/)?.[1]]] : []));
  };
  world.setTime("2026-09-02T06:00:00Z");
  expect(await reminded()).toEqual([["An investigation is due on 2026-09-03", "2"]]);
  world.setTime("2026-09-03T06:00:00Z");
  expect((await reminded()).toSorted()).toEqual([["An investigation is due on 2026-09-03", "2"], ["An investigation is due on 2026-09-04", "1"]]);
  world.setTime("2026-09-09T06:00:00Z");
  expect(await reminded()).toHaveLength(2);
  expect(await inbox(stranger)).toEqual([]);
});

test("an investigation goes on when its asset is judged exposed, which it was taken to be", async () => {
  const { world, ciso, analyst } = await agencyScene();
  await takeKev(world, analyst, { "CVE-2026-11111": "2026-08-28" });
  await sendScan(world, ciso, ["web-01,CVE-2026-11111,2026-08-30,"]);
  const list = async () => (await world.call("GET", "/agency/forensics", { as: ciso })).json.tasks;
  const [{ id }] = await list();
  await world.call("POST", `/agency/forensics/${id}/step`, { as: ciso, body: { step: "preserve" } });
  const [{ assetId }] = (await world.call("GET", "/agency/instances", { as: ciso })).json.instances;
  await world.call("POST", `/agency/assets/${assetId}/judge`, { as: ciso, body: { exposed: "yes" } });
  expect(await list()).toEqual([expect.objectContaining({ id, state: "open", assets: 1, steps: expect.arrayContaining([expect.objectContaining({ step: "preserve", doneOn: "2026-09-01" })]) as unknown })]);
});

test("an investigation that no row asks for any more is lifted, and opened again when one does", async () => {
  const { world, ciso, analyst, officer } = await agencyScene();
  await takeKev(world, analyst, { "CVE-2026-11111": "2026-08-28" });
  await sendScan(world, ciso, ["web-01,CVE-2026-11111,2026-08-30,"]);
  const state = async () => (await world.call("GET", "/agency/forensics", { as: ciso })).json.tasks.map((task: { state: string }) => task.state);
  const publish = (impact: "partial" | "total") => world.call("POST", "/directive-work/vulnerability-metadata", { as: officer, raw: Buffer.from(cveRecord("CVE-2026-11111", "no", impact)) });
  expect(await state()).toEqual(["open"]);
  await publish("partial");
  expect(await state()).toEqual(["lifted"]);
  await publish("total");
  expect(await state()).toEqual(["open"]);
});

test("what is found while an investigation goes on is its own, and what is found after its end is investigated anew", async () => {
  const { world, ciso, analyst } = await agencyScene();
  await takeKev(world, analyst, { "CVE-2026-11111": "2026-08-28" });
  await sendScan(world, ciso, ["web-01,CVE-2026-11111,2026-08-30,"]);
  await sendScan(world, ciso, ["web-02,CVE-2026-11111,2026-08-31,"]);
  const list = async () => (await world.call("GET", "/agency/forensics", { as: ciso })).json.tasks.map(({ state, assets, dueOn }: { state: string; assets: number; dueOn: string }) => [state, assets, dueOn]);
  expect(await list()).toEqual([["open", 2, "2026-08-31"]]);
  const [{ id }] = (await world.call("GET", "/agency/forensics", { as: ciso })).json.tasks;
  for (const step of FORENSIC_STEPS) await world.call("POST", `/agency/forensics/${id}/step`, { as: ciso, body: { step } });
  await world.call("POST", `/agency/forensics/${id}/done`, { as: ciso, body: { reportDigest: digest } });
  await sendScan(world, ciso, ["web-03,CVE-2026-11111,2026-09-01,"]);
  expect(await list()).toEqual([["done", 3, "2026-08-31"]]);
  world.pass(86_400_000);
  await sendScan(world, ciso, ["web-04,CVE-2026-11111,2026-09-02,"]);
  expect(await list()).toEqual([["open", 1, "2026-08-31"], ["done", 3, "2026-08-31"]]);
});
