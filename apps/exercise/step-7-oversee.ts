import type { Client, Operations } from "#api-client";
import { directAgency } from "./direct-agency.ts";
import type { Exercise, Step } from "./exercise.types.ts";
import { keepLedgerKey } from "./keep-ledger-key.ts";
import { verifyDetermination } from "./verify-determination.ts";

export const showObligationsAndLedger: Step = {
  title: "The order's taskings are public, and the ledger verifies from end to end",
  weight: 3,
  run: async (exercise) => {
    const { signedOn, taskings } = await exercise.nobody.call("GET /obligations");
    exercise.must("due days are counted from the day of signing", signedOn === "2026-06-02" && taskings.every((tasking) => tasking.dueOn === (tasking.days === 30 ? "2026-07-02" : "2026-08-01")));
    await exercise.keep("obligations.json", `${JSON.stringify(taskings, null, 2)}\n`);
    const evidence = { kind: "completion" as const, link: "https://www.exercise.example/clearinghouse", digest: "0".repeat(64), publishedOn: "2026-07-02", archivedOn: "2026-07-02" };
    await exercise.mustRefuse("a developer recording evidence for an official", "not-permitted", () => exercise.as("Ada Rell").call("POST /obligations/{paragraph}/evidence", { params: { paragraph: "2(d)" }, body: evidence }));
    await exercise.as("Cora Bell").call("POST /obligations/{paragraph}/evidence", { params: { paragraph: "2(d)" }, body: evidence });
    const after = await exercise.nobody.call("GET /obligations");
    exercise.must("evidence moves a tasking to met", after.taskings.find((tasking) => tasking.paragraph === "2(d)")?.status === "met");

    exercise.progress("A directive binds an agency, and the agency adds what it runs", 0.3);
    await directAgency(exercise);

    exercise.progress("breakwater ledger verify, offline", 0.5);
    await exercise.mustRefuse("the overseer exporting the ledger without a fresh proof that it is she", "step-up-needed", () => exercise.as("Ines Voss").call("GET /ledger/export"));
    const ines = await exercise.proven("Ines Voss");
    const report = await publishReport(exercise, ines);
    const ledger = await exercise.keep("ledger.json", await ines.call("GET /ledger/export"));
    const key = await keepLedgerKey(exercise);
    const verified = await exercise.command(["ledger", "verify", ledger, "--key", `@${key}`, "--json"]);
    exercise.must(`the ledger verifies from end to end (${verified.stderr.trim()})`, verified.code === 0);
    const altered = await exercise.keep("ledger-altered.json", withoutOneEntry(Buffer.from(await ines.call("GET /ledger/export")).toString("utf8")));
    exercise.must("a ledger with one entry less does not verify", (await exercise.command(["ledger", "verify", altered, "--key", `@${key}`, "--json"])).code === 1);
    await exercise.mustRefuse("a developer exporting everybody's ledger", "not-permitted", () => exercise.as("Ada Rell").call("GET /ledger/export"));
    exercise.progress("breakwater determination verify FILE, offline, with the proof", 0.7);
    await verifyDetermination(exercise);
    exercise.progress("breakwater report verify, offline", 0.9);
    const checked = await exercise.command(["report", "verify", report, "--ledger", ledger, "--key", `@${key}`, "--json"]);
    exercise.must(`each figure of the transparency report follows from the ledger (${checked.stderr.trim()})`, checked.code === 0);
    await exercise.keep("counts.json", `${JSON.stringify(await ines.call("GET /oversight/report"), null, 2)}\n`);
  },
};

/** The overseer publishes what was done so far; anybody takes the file away. */
async function publishReport(exercise: Exercise, ines: Client<Operations>): Promise<string> {
  await exercise.mustRefuse("a director publishing a report on the own house", "not-permitted", () => exercise.as("Cora Bell").call("POST /reports", { body: { from: "2026-06-02" } }));
  const { id } = await ines.call("POST /reports", { body: { from: "2026-06-02" } });
  exercise.note("report", id);
  return exercise.keep("report.json", await exercise.nobody.call("GET /reports/{id}/report.json", { params: { id } }));
}

function withoutOneEntry(text: string): string {
  const ledger = JSON.parse(text) as { entries: unknown[] };
  ledger.entries.splice(1, 1);
  return JSON.stringify(ledger);
}
