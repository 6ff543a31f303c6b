import type { ConvertedDocument, FormatName, Validation } from "#engines/advisories";
import { aboutFile, CliError, explainError, UsageError } from "./cli-error.ts";
import { EXIT, type Command, type ExitCode, type Given, type Talk } from "./command.types.ts";
import { readJson } from "./read-input.ts";
import { validateDocuments, validateShape } from "./validate-documents.ts";

/** The nouns of vulnerability documents: which formats a document of that noun may be in. The first one is meant where it does not say. */
interface AdvisoryNoun {
  readonly noun: string;
  /** As a sentence has it: "CVE records". */
  readonly documents: string;
  readonly formats: readonly [FormatName, ...FormatName[]];
}

/** The format a document says it is in, if it is one of the noun's; otherwise the noun's own, by which it is then refused. */
async function formatOf(document: unknown, { formats }: AdvisoryNoun): Promise<FormatName> {
  const { detectFormat } = await import("#engines/advisories");
  const said = detectFormat(document);
  return formats.find((format) => format === said) ?? formats[0];
}

/** Adds to the infos of a valid document what in it contradicts itself, as no standard's test sees it. */
export async function withConsistency(document: unknown, format: FormatName, validation: Validation): Promise<Validation> {
  if (!validation.valid) return validation;
  const { checkDocument } = await import("#engines/advisories");
  return { ...validation, infos: [...validation.infos, ...checkDocument(document, format)] };
}

/** `<noun> validate FILE…` */
export function validateCommand(noun: AdvisoryNoun, details: string): Command {
  return {
    ...validateShape,
    noun: noun.noun,
    summary: `Say whether ${noun.documents} are valid, and if not, where and why`,
    details: `${details}\nOf a valid document the infos tell what in it contradicts itself (consistency.…): a person should look at it.`,
    examples: [`${noun.noun} validate advisory.json`, `${noun.noun} validate *.json --json`, `${noun.noun} validate - < advisory.json`],
    run: (given, talk) => validateDocuments(given, talk, async (document) => {
      const { validateAdvisory } = await import("#engines/advisories");
      const format = await formatOf(document, noun);
      return withConsistency(document, format, validateAdvisory(document, format));
    }),
  };
}

/** `<noun> convert --to FORMAT FILE…` */
export function convertCommand(noun: AdvisoryNoun, details = ""): Command {
  return {
    noun: noun.noun,
    verb: "convert",
    summary: `Write ${noun.documents} in another format, and say what changed or could not be carried`,
    details: `${details}The documents go to standard output, each after the other; the notes go to standard error; --json gives {file, from, to, valid, errors, notes, documents}.
A format that knows one vulnerability a document has one for each. No (exit code 1) means that a result is not valid: what the source has wrong stays wrong.`,
    operands: [{ name: "FILE", help: "a JSON document, or - for standard input", many: true }],
    options: { to: { value: "FORMAT", required: true, help: "csaf-2.0, csaf-2.1, csaf-vex-2.0, csaf-vex-2.1, cve, osv, openvex, cyclonedx-vex or stix" } },
    examples: [`${noun.noun} convert --to osv advisory.json`, `${noun.noun} convert --to csaf-2.1 - --json < advisory.json`],
    run: (given, talk) => convertDocuments(given, talk, noun),
  };
}

async function convertDocuments(given: Given, talk: Talk, noun: AdvisoryNoun): Promise<ExitCode> {
  const to = await readTarget(given.requiredText("to"));
  let exitCode: ExitCode = EXIT.done;
  // A file that cannot be read hides no other; the worst of them gives the exit code.
  for (const file of given.operands) {
    const own = await convertFile(file, to, talk, noun);
    exitCode = Math.max(exitCode, own) as ExitCode;
  }
  return exitCode;
}

async function readTarget(wanted: string): Promise<FormatName> {
  const { formatNames } = await import("#engines/advisories");
  // `csaf convert --to 2.1` is what the command took before it knew other formats.
  const to = formatNames().find((name) => name === wanted || name === `csaf-${wanted}`);
  if (to === undefined) throw new UsageError(`--to ${wanted}: the formats are ${formatNames().join(", ")}.`);
  return to;
}

async function convertFile(file: string, to: FormatName, talk: Talk, noun: AdvisoryNoun): Promise<ExitCode> {
  const { convertDocument } = await import("#engines/advisories");
  let converted: ConvertedDocument;
  try {
    const source = await readJson(file, talk);
    const from = await formatOf(source, noun);
    converted = await aboutFile(file, () => convertDocument(source, to, { from }));
  } catch (error) {
    const known = explainError(error);
    if (known === undefined || !(error instanceof CliError)) throw error;
    talk.progress(known.message);
    talk.answer({ file, to, valid: false, errors: [{ test: known.code, path: "", message: known.message }], notes: [], documents: [] }, []);
    return known.exitCode;
  }
  const { from, documents, notes, validation } = converted;
  for (const { path, message } of notes) talk.progress(`${file}: ${path || "/"}: ${message}`);
  for (const { test, path, message } of validation.errors) talk.progress(`${file}: not valid: ${test} ${path || "/"}: ${message}`);
  talk.answer({ file, from, to, valid: validation.valid, errors: validation.errors, notes, documents }, documents.flatMap((document) => JSON.stringify(document, null, 2).split("\n")));
  return validation.valid ? EXIT.done : EXIT.no;
}
