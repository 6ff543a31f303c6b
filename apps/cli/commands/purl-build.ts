import { z } from "zod";
import { answerLines, type LineAnswer } from "../answer-lines.ts";
import { CliError, UsageError } from "../cli-error.ts";
import { EXIT, type Command, type Given } from "../command.types.ts";

const text = z.string().nullish().transform((value) => value ?? null);
const purlParts = z.object({
  type: text, namespace: text, name: text, version: text, subpath: text,
  qualifiers: z.record(z.string(), z.string()).nullish().transform((value) => value ?? null),
});
type PurlParts = z.infer<typeof purlParts>;

export const purlBuild: Command = {
  noun: "purl",
  verb: "build",
  summary: "Write a package URL from its parts",
  details: `Without --type, the parts are read from each line of standard input: {"type": …, "namespace": …, "name": …, "version": …,
"qualifiers": {…}, "subpath": …}. A line that makes no package URL is answered with an error, and the rest goes on. No (exit
code 1) means that there was such a line.`,
  operands: [],
  options: {
    type: { value: "TYPE", help: "the package's type, such as npm, deb or maven" },
    name: { value: "NAME", help: "its name" },
    namespace: { value: "NAMESPACE", help: "a scope, group or distribution" },
    version: { value: "VERSION", help: "its version" },
    qualifier: { value: "KEY=VALUE", many: true, help: "a qualifier such as arch=amd64; may be given several times" },
    subpath: { value: "PATH", help: "a path inside the package" },
  },
  examples: ["purl build --type npm --namespace @types --name node --version 24.1.0", "purl build --type deb --namespace debian --name curl --qualifier arch=amd64 --json"],
  async run(given, talk) {
    const { buildPurl, IdentifierError, parsePurl } = await import("#engines/exposure");
    const answer = (parts: PurlParts): LineAnswer => {
      const purl = buildPurl(parts);
      return { document: { purl, ...parsePurl(purl) }, lines: purl };
    };
    if (given.text("type") === undefined && given.text("name") === undefined) {
      return answerLines(talk, (line) => answer(readParts(line)), (error): error is Error => error instanceof IdentifierError || error instanceof CliError);
    }
    const { document, lines } = answer(partsOf(given));
    talk.answer(document, lines);
    return EXIT.done;
  },
};

function readParts(line: string): PurlParts {
  const result = purlParts.safeParse(JSON.parse(line));
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new UsageError(`${issue?.path.join(".") || "The line"}: ${issue?.message ?? "not the parts of a package URL"}.`);
}

function partsOf(given: Given): PurlParts {
  const qualifiers = given.texts("qualifier").map((pair) => {
    const at = pair.indexOf("=");
    if (at < 1) throw new UsageError(`--qualifier ${pair}: write KEY=VALUE, such as arch=amd64.`);
    return [pair.slice(0, at), pair.slice(at + 1)];
  });
  const part = (name: string): string | null => given.text(name) ?? null;
  return {
    type: part("type"), namespace: part("namespace"), name: part("name"), version: part("version"), subpath: part("subpath"),
    qualifiers: qualifiers.length === 0 ? null : Object.fromEntries(qualifiers) as Record<string, string>,
  };
}
