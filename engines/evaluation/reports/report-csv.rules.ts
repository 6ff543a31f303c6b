import type { Report } from "./report.types.ts";

const COLUMNS = ["model", "agent", "set", "set_version", "task", "epoch", "variant", "family", "kind", "human_minutes", "outcome", "score", "tokens", "token_limit", "cost_micro_usd", "working_ms", "flags", "review", "refused", "final_passed", "any_passed", "digest"] as const;

/** One line a sample (RFC 4180). A cell that a spreadsheet would take for a formula is kept text by an apostrophe. */
export function writeReportCsv({ runs }: Report): string {
  const lines = runs.flatMap(({ model, agent, set, samples }) =>
    samples.map((sample) => [
      model, agent, set.id, set.version, sample.taskId, sample.epoch, sample.variant, sample.family, sample.kind, sample.humanMinutes, sample.outcome, sample.score,
      sample.tokens, sample.tokenLimit, sample.costMicroUsd, sample.workingMs, sample.flags.join(" "), sample.review, sample.refused, sample.finalPassed, sample.anyPassed, sample.digest,
    ]),
  );
  return [COLUMNS, ...lines].map((cells) => `${cells.map(toCell).join(",")}\r\n`).join("");
}

function toCell(value: string | number | boolean | null): string {
  if (value === null) return "";
  const text = typeof value === "string" && /^[=+\-@\t\r]/.test(value) ? `'${value}` : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
