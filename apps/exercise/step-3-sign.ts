import type { Step } from "./exercise.types.ts";
import { keepLedgerKey } from "./keep-ledger-key.ts";

const CONSULTED = [
  ["Nic Thorn", "NCD"],
  ["Asa Pool", "APST"],
  ["Cy Marsh", "CISA"],
  ["Wes Hurd", "WAR"],
] as const;

export const signDetermination: Step = {
  title: "Results are sealed, views heard, the Director signs, the developer checks offline",
  weight: 8,
  run: async (exercise) => {
    const requestId = exercise.recall("determinationRequest");
    const params = { id: requestId };
    const nora = exercise.inEnclave("Nora Quist");
    const dirk = exercise.inEnclave("Dirk Vane");
    const ada = exercise.as("Ada Rell");
    // The low side's ledger must hold the sealing before anybody signs; the order is part of what the receipt shows.
    await exercise.waitFor("the word that the sealing is in the low side's ledger", async () => {
      const seen = await nora.call("GET /requests/{id}", { params });
      return seen.results?.recordedAt ? seen : undefined;
    });

    exercise.progress("The four offices that the order names give their views", 0.2);
    await exercise.mustRefuse("a recommendation before the views were heard", "consultation-open", () => nora.call("POST /requests/{id}/recommendation", { params, body: { outcome: "covered", releasableText: "Too early." } }));
    for (const [name, office] of CONSULTED) {
      await exercise.inEnclave(name).call("POST /requests/{id}/views", { params, body: { office, view: `The view of ${office} for the exercise: the runs were in order.` } });
    }
    const { results } = await nora.call("GET /requests/{id}", { params });
    if (!results) throw new Error("The analyst sees no results");
    const outcome = results.outcomeByRule;
    const releasableText = "In this exercise the model worked on synthetic tasks in isolated sandboxes. The result follows from a standard that was fixed beforehand.";
    exercise.progress("The analyst recommends, the Director signs", 0.5);
    await nora.call("POST /requests/{id}/recommendation", { params, body: { outcome, releasableText } });
    await exercise.mustRefuse("the analyst signing in the Director's place", "not-permitted", () => nora.call("POST /requests/{id}/signature", { params, body: { outcome } }));
    await exercise.mustRefuse("the Director signing without a fresh proof that it is they", "step-up-needed", () => dirk.call("POST /requests/{id}/signature", { params, body: { outcome } }));
    const proven = await exercise.provenInEnclave("Dirk Vane");
    await proven.call("POST /requests/{id}/signature", { params, body: { outcome } });

    exercise.progress("The developer receives result, reasons and receipt", 0.7);
    const own = await exercise.waitFor("the signed determination at the developer's", async () => {
      const seen = await ada.call("GET /determinations/{id}", { params });
      return seen.result ? seen : undefined;
    });
    exercise.must("the developer sees the result and the releasable text, and no score", own.result?.releasableText === releasableText && !JSON.stringify(own).includes("threshold"));
    const bundle = await exercise.keep("determination-at-first.json", await ada.call("GET /determinations/{id}/bundle", { params }));
    const key = await keepLedgerKey(exercise);
    const receipts = await ada.call("GET /ledger/receipts", { query: { subject: requestId } });
    await exercise.keep("receipts.json", `${JSON.stringify(receipts, null, 2)}\n`);

    exercise.progress("breakwater determination verify FILE, offline", 0.85);
    const verified = await exercise.command(["determination", "verify", bundle, "--key", `@${key}`, "--json"]);
    const { checks } = JSON.parse(verified.stdout) as { checks: { name: string; ok: boolean }[] };
    exercise.must("everything verifies offline but the proof, which is still being made", checks.filter(({ ok }) => !ok).map(({ name }) => name).join() === "rule-applied");
    await exercise.mustRefuse("a rival lab asking for the bundle", "not-found", () => exercise.as("Rob Haas").call("GET /determinations/{id}/bundle", { params }));
  },
};
