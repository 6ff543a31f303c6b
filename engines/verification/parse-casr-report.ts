import { z } from "zod";
import { parseCrashReport } from "./parse-crash-report.rules.ts";
import type { CrashTrace } from "./crash-signature.types.ts";

// Reports of CASR (https://github.com/ispras/casr), one JSON document a crash. Attacker-controlled like any other report.

const text = z.array(z.string().max(64 * 1024)).max(20_000).optional();
const schema = z.looseObject({
  Stacktrace: text,
  AsanReport: text,
  UbsanReport: text,
  MsanReport: text,
  PythonReport: text,
  GoReport: text,
  JavaReport: text,
  RustReport: text,
  JsReport: text,
  CrashSeverity: z.looseObject({ ShortDescription: z.string().max(200).optional() }).optional(),
});
const PRINTED = ["AsanReport", "UbsanReport", "MsanReport", "PythonReport", "GoReport", "JavaReport", "RustReport", "JsReport"] as const;

/** Whether a JSON document means to be a CASR report. */
export function isCasrReport(value: unknown): boolean {
  return typeof value === "object" && value !== null && "CrashSeverity" in value && "Stacktrace" in value;
}

/**
 * The crash of a CASR report: from what the runtime printed where the report holds it, else from its stack. Undefined
 * where there is neither.
 */
export function parseCasrReport(value: unknown): CrashTrace | undefined {
  const report = schema.safeParse(value).data;
  if (!report) return undefined;
  const stack = parseCrashReport((report.Stacktrace ?? []).join("\n"));
  const printed = PRINTED.map((field) => report[field] ?? []).find((lines) => lines.length > 0);
  const trace = printed && parseCrashReport(printed.join("\n"));
  if (trace && trace.stack.length > 0) return trace;
  if (trace && stack) return { ...trace, stack: stack.stack };
  const said = report.CrashSeverity?.ShortDescription;
  return stack && said !== undefined && stack.class === "unknown" ? { ...stack, class: said } : stack;
}
