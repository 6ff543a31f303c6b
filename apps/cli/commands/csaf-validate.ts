import { withConsistency } from "../advisory-commands.ts";
import { UsageError } from "../cli-error.ts";
import type { Command } from "../command.types.ts";
import { validateDocuments, validateShape } from "../validate-documents.ts";

export const csafValidate: Command = {
  ...validateShape,
  noun: "csaf",
  summary: "Say whether CSAF 2.0 and 2.1 documents are valid, and if not, where and why",
  details: `Runs the schema, the mandatory tests (errors), the recommended tests (warnings) and the informative tests (infos), all offline.
The version is the one the document names, unless --version says otherwise.
Without --tests the infos also tell what in a valid document contradicts itself (consistency.…): a person should look at it.`,
  options: {
    version: { value: "2.0|2.1", help: "the version of the standard to hold the documents against" },
    tests: { value: "PRESET", help: "schema, mandatory, recommended, informative, basic, extended or full (the default), or the number of one test; may be given several times", many: true },
  },
  examples: ["csaf validate advisory.json", "csaf validate *.json --json", "csaf validate --version 2.1 - < advisory.json", "csaf validate --tests basic advisory.json"],
  async run(given, talk) {
    const { csafTestIds, validateCsaf } = await import("#engines/advisories");
    const named = given.text("version");
    const version = (["2.0", "2.1"] as const).find((one) => one === named);
    if (named !== undefined && version === undefined) throw new UsageError(`--version ${named}: the versions are 2.0 and 2.1.`);
    const wanted = given.texts("tests");
    const preset = PRESETS.find((one) => wanted.length === 1 && one === wanted[0]);
    const unknown = preset === undefined ? wanted.find((id) => !["2.0", "2.1"].some((one) => csafTestIds(one as "2.0" | "2.1").includes(id))) : undefined;
    if (unknown !== undefined) throw new UsageError(`--tests ${unknown}: neither a preset (${PRESETS.join(", ")}) nor the number of a test, such as 6.1.7.`);
    const tests = preset ?? (wanted.length > 0 ? wanted : undefined);
    return validateDocuments(given, talk, async (document) => {
      const validation = validateCsaf(document, { version, tests });
      return tests === undefined ? withConsistency(document, `csaf-${validation.version}`, validation) : validation;
    });
  },
};

const PRESETS = ["schema", "mandatory", "recommended", "informative", "basic", "extended", "full"] as const;
