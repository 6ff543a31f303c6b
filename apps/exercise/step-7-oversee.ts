import type { Step } from "./exercise.types.ts";
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

    exercise.progress("breakwater ledger verify, offline", 0.5);
    await exercise.mustRefuse("the overseer exporting the ledger without a fresh proof that it is she", "step-up-needed", () => exercise.as("Ines Voss").call("GET /ledger/export"));
    const ines = await exercise.proven("Ines Voss");
    const ledger = await exercise.keep("ledger.json", await ines.call("GET /ledger/export"));
    const key = await keepLedgerKey(exercise);
    const verified = await exercise.command(["ledger", "verify", ledger, "--key", `@${key}`, "--json"]);
    exercise.must(`the ledger verifies from end to end (${verified.stderr.trim()})`, verified.code === 0);
    const altered = await exercise.keep("ledger-altered.json", withoutOneEntry(Buffer.from(await ines.call("GET /ledger/export")).toString("utf8")));
    exercise.must("a ledger with one entry less does not verify", (await exercise.command(["ledger", "verify", altered, "--key", `@${key}`, "--json"])).code === 1);
    await exercise.mustRefuse("a developer exporting everybody's ledger", "not-permitted", () => exercise.as("Ada Rell").call("GET /ledger/export"));
    exercise.progress("breakwater determination verify FILE, offline, with the proof", 0.7);
    await verifyDetermination(exercise);
    const report = await ines.call("GET /oversight/report");
    await exercise.keep("report.json", `${JSON.stringify(report, null, 2)}\n`);
  },
};

function withoutOneEntry(text: string): string {
  const ledger = JSON.parse(text) as { entries: unknown[] };
  ledger.entries.splice(1, 1);
  return JSON.stringify(ledger);
}
