/** Parts of a record that a test says otherwise. */
export interface RecordWishes {
  readonly title?: string;
  readonly description?: string;
  readonly repository?: string | null;
  readonly provenance?: object;
  readonly severity?: object | null;
}

/** A finding told in words, as a finder would send it; each number is another finding. */
export function gaugeRecord(number: number, { title = `The scale's end is not looked at, case ${number}`, description = "A level beyond the scale is written past its end.", repository = "https://code.exercise.example/harbour/tide-gauge", provenance = {}, severity = null }: RecordWishes = {}) {
  return {
    schema: "breakwater-finding/1", title, description, weakness: "CWE-787",
    target: { name: "tide-gauge", version: "1.4.0", repository, location: `src/gauge-${number % 50}.c` },
    provenance: { finder: "Harbour Watch", model: "scripted-agent", modelVersion: "1", harness: "breakwater hunt", human: "none", ...provenance },
    severity, evidence: [{ kind: "sha256", value: "a".repeat(64), note: "a test case" }], identifiers: [`case-${number}`],
  };
}

export const recordLine = (number: number, wishes: RecordWishes = {}): string => JSON.stringify({ record: gaugeRecord(number, wishes) });
