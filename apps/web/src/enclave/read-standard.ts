import type { EnclaveOperations } from "../api.ts";
import { readChoice, readText } from "../parts/form-values.ts";
import type { Measured } from "./enclave.query.ts";

type WriteStandard = EnclaveOperations["POST /standards"]["body"];

/** What the form says. A measure whose threshold was left empty is not part of the standard; thresholds are typed in percent. */
export function readStandard(form: FormData, scopes: readonly Measured["scope"][]): WriteStandard {
  const [id = "", version = ""] = readText(form, "benchmarkSet").split(" ");
  return {
    standardId: readText(form, "standardId"),
    version: readText(form, "version"),
    benchmarkSet: { id, version },
    epochs: Number(readText(form, "epochs")),
    measures: scopes
      .filter((scope) => readText(form, `${scope}.threshold`) !== "")
      .map((scope) => ({
        scope,
        threshold: Number(readText(form, `${scope}.threshold`)) / 100,
        minimumSamples: Number(readText(form, `${scope}.minimumSamples`)),
      })),
    rule: readChoice<WriteStandard["rule"]>(form, "rule"),
    marking: readText(form, "marking"),
    text: readText(form, "text"),
  };
}
