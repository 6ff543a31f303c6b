import { t } from "../messages.ts";
import { OneOf, TextField } from "../parts/fields.tsx";
import { readOptionalText, readText } from "../parts/form-values.ts";
import { LEVEL_WORDS } from "./finding-words.ts";
import type { SeverityLevel } from "./findings.query.ts";

const LEVELS: readonly SeverityLevel[] = ["critical", "high", "medium", "low", "none"];

/** A level, and a CVSS vector that agrees with it. */
export function SeverityFields({ error }: { readonly error: unknown }) {
  return (
    <>
      <OneOf legend={t("findings.severity.level")} name="level" chosen={[]} required choices={LEVELS.map((level) => ({ value: level, label: t(LEVEL_WORDS[level].label) }))} />
      <TextField label={t("findings.severity.vector")} name="vector" hint={t("findings.severity.vectorHint")} maxLength={400} optional error={error} />
    </>
  );
}

export function readSeverity(form: FormData): { readonly level: SeverityLevel; readonly vector?: string } {
  const vector = readOptionalText(form, "vector");
  const level = readText(form, "level") as SeverityLevel;
  return vector === null ? { level } : { level, vector };
}
