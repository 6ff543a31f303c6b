import { parseDocument } from "yaml";

import { BenchmarkSetError } from "../evaluation.errors.ts";

/** The content of a YAML text as plain values. `file` is named in refusals. */
export function parseYamlText(text: string, file: string): unknown {
  const document = parseDocument(text, { schema: "core", uniqueKeys: true, prettyErrors: true });
  const [problem] = [...document.errors, ...document.warnings];
  if (problem) throw new BenchmarkSetError("malformed", { file }, `is not YAML: ${problem.message.split("\n")[0]}`, { cause: problem });
  try {
    // No aliases: a set needs none, and ten lines of them can unfold into gigabytes.
    return document.toJS({ maxAliasCount: 0 });
  } catch (cause) {
    throw new BenchmarkSetError("malformed", { file }, "uses YAML aliases; write the value out", { cause });
  }
}
