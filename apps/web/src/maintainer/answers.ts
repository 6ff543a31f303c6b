import type { MessageKey } from "../messages.ts";
import type { Answer } from "./maintainer.query.ts";

/** What a maintainer may answer, and what each answer leads to. */
export const ANSWERS: Readonly<Record<Answer, { readonly label: MessageKey; readonly means: MessageKey }>> = {
  accept: { label: "maintainer.answer.accept", means: "maintainer.answer.accept.means" },
  dispute: { label: "maintainer.answer.dispute", means: "maintainer.answer.dispute.means" },
  "already-known": { label: "maintainer.answer.already-known", means: "maintainer.answer.already-known.means" },
  "wont-fix": { label: "maintainer.answer.wont-fix", means: "maintainer.answer.wont-fix.means" },
};
