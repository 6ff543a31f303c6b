import { t } from "../messages.ts";
import type { StatusWords } from "../parts/status-tag.tsx";
import { ACT_WORDS } from "./acts-panel.tsx";
import { ACT_KEYS, EVIDENCE_KEY, HELP_KEY, NEXT_KEY, PREVIOUS_KEY, TRIAGE_ACTS } from "./queue.rules.ts";
import type { QueueKind } from "./triage.query.ts";

export const KIND_WORDS: StatusWords<QueueKind> = {
  validate: { label: "clearinghouse.queue.kind.validate", tone: "attention" },
  appeal: { label: "clearinghouse.queue.kind.appeal", tone: "attention" },
  sample: { label: "clearinghouse.queue.kind.sample", tone: "info" },
  suggestion: { label: "clearinghouse.queue.kind.suggestion", tone: "info" },
  "needs-assignment": { label: "clearinghouse.queue.kind.needs-assignment", tone: "urgent" },
};

/** Every key and what it does, in the order of work. */
export function listKeys(): readonly { readonly key: string; readonly does: string }[] {
  const acts = TRIAGE_ACTS.map((act) => ({ key: ACT_KEYS[act], does: t(ACT_WORDS[act].label) }));
  const joined = [...Map.groupBy(acts, ({ key }) => key)].map(([key, does]) => ({ key, does: does.map((one) => one.does).join(" / ") }));
  return [
    { key: NEXT_KEY, does: t("clearinghouse.queue.next") },
    { key: PREVIOUS_KEY, does: t("clearinghouse.queue.previous") },
    { key: EVIDENCE_KEY, does: t("clearinghouse.queue.evidence") },
    ...joined,
    { key: HELP_KEY, does: t("clearinghouse.queue.keys") },
  ];
}
