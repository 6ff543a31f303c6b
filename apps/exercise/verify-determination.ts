import type { Exercise } from "./exercise.types.ts";
import { keepLedgerKey } from "./keep-ledger-key.ts";
import { readJson } from "./play.ts";

// A proof takes two minutes on a machine that does nothing else.
const LONGEST_PROOF_MS = 900_000;

/** The proof that follows the determination has come meanwhile: with it, the developer's bundle shows offline that the fixed rule was applied. */
export async function verifyDetermination(exercise: Exercise): Promise<void> {
  const ada = exercise.as("Ada Rell");
  const params = { id: exercise.recall("determinationRequest") };
  await exercise.waitFor("the proof that the rule was applied", async () => ((await ada.call("GET /determinations/{id}", { params })).result?.proof === "here" ? true : undefined), LONGEST_PROOF_MS);
  const bundle = await exercise.keep("determination.json", await ada.call("GET /determinations/{id}/bundle", { params }));
  const key = await keepLedgerKey(exercise);
  const verified = await exercise.command(["determination", "verify", bundle, "--key", `@${key}`, "--json"]);
  exercise.must(`the bundle verifies offline, the proof included (${verified.stderr.trim()})`, verified.code === 0);
  await exercise.keep("determination-verified.json", verified.stdout);
  const altered = await exercise.keep("determination-altered.json", await alter(bundle));
  const refused = await exercise.command(["determination", "verify", altered, "--key", `@${key}`, "--json"]);
  exercise.must("a bundle with another outcome does not verify", refused.code === 1);
}

/** The bundle with another outcome in the signed payload, as a cheat would make it. */
async function alter(path: string): Promise<string> {
  const bundle = (await readJson(path)) as { determination: { payload: string } };
  const payload = JSON.parse(Buffer.from(bundle.determination.payload, "base64").toString("utf8")) as { outcome: string };
  payload.outcome = payload.outcome === "covered" ? "not_covered" : "covered";
  bundle.determination.payload = Buffer.from(JSON.stringify(payload)).toString("base64");
  return JSON.stringify(bundle, null, 2);
}
