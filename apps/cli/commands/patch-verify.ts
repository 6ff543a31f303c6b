import type { EvidenceBundle } from "#engines/verification";
import { CliError } from "../cli-error.ts";
import { EXIT, type Command } from "../command.types.ts";
import { readEvidence } from "../read-evidence.ts";
import { readInput } from "../read-input.ts";

const MOST_PATCH_BYTES = 1024 * 1024;

export const patchVerify: Command = {
  noun: "patch",
  verb: "verify",
  summary: "Say whether a patch mends what an evidence bundle shows, and breaks nothing else",
  details: `Yes means: it applies and builds, the reproducer and its variants stop, and the tests and benign inputs behave as before.
Without --patch the bundle's own candidate patch is judged.`,
  operands: [{ name: "FILE", help: "an evidence bundle, or - for standard input" }],
  options: { patch: { value: "FILE", help: "a unified diff against the bundle's source folder" } },
  examples: ["patch verify overflow.tar --patch fix.patch", "patch verify overflow.tar --json"],
  async run(given, talk) {
    const [{ verifyPatch }, { createBubblewrapBackend }] = await Promise.all([import("#engines/verification"), import("#engines/sandbox")]);
    const { bundle, file } = await readEvidence(given, talk);
    const patchFile = given.text("patch");
    const patch = patchFile === undefined ? findCandidatePatch(bundle) : await readInput(patchFile, talk, MOST_PATCH_BYTES);
    if (patch === undefined) throw new CliError(EXIT.usage, "no-patch", `${file}: holds no candidate patch; give one with --patch FILE.`);
    const { verdict, reason, evidence } = await verifyPatch({ bundle, patch, backend: createBubblewrapBackend(), signal: talk.surroundings.signal });
    talk.answer({ file, title: bundle.manifest.title, verdict, reason, evidence }, [
      ...evidence.steps.map(({ step, ok, detail }) => `${ok ? "ok    " : "FAILED"}  ${step}: ${detail}`),
      `${file}: ${verdict}: ${reason}`,
    ]);
    return verdict === "verified" ? EXIT.done : EXIT.no;
  },
};

function findCandidatePatch({ manifest, files }: EvidenceBundle): Uint8Array | undefined {
  return manifest.candidatePatch === null ? undefined : files.get(manifest.candidatePatch);
}
