import { cveDraft, githubReport, vinceReport, type CveDraft, type GithubReport, type HandOffKind, type HandOffState, type VinceReport } from "#contracts/hand-off";
import type { CaseFlags } from "#contracts/coordination";

/*
 * A hand-off:
 *
 *   prepared –a person confirms what leaves→ confirmed → sending –receipt→ received
 *      └→ dropped                                          ├–their no→ refused
 *                                                          ├–no answer→ unknown –a person finds out→ received | refused
 *                                                          └–by mail→ awaiting –their answer, or a person's word→ received | refused
 *
 * An answer by mail is a receipt, whatever it says; a person who reads a no in it says so, and received becomes refused. It is
 * sent once. A lost answer is not a no: what may have arrived is not sent again by itself.
 */
export type HandOffStep = "confirm" | "drop" | "send" | "mail" | "receive" | "refuse" | "reread" | "lose";

const STEPS: Readonly<Record<HandOffStep, { readonly from: readonly HandOffState[]; readonly to: HandOffState }>> = {
  confirm: { from: ["prepared"], to: "confirmed" },
  drop: { from: ["prepared"], to: "dropped" },
  send: { from: ["confirmed"], to: "sending" },
  mail: { from: ["sending"], to: "awaiting" },
  receive: { from: ["sending", "awaiting", "unknown"], to: "received" },
  refuse: { from: ["sending", "awaiting", "unknown"], to: "refused" },
  // Of a mailed one alone, whose receipt is a person's to read.
  reread: { from: ["received"], to: "refused" },
  lose: { from: ["sending"], to: "unknown" },
};

/** The state after a step, or undefined when the step is not open from here. */
export function advanceHandOff(state: HandOffState, step: HandOffStep): HandOffState | undefined {
  return STEPS[step].from.includes(state) ? STEPS[step].to : undefined;
}

/** What a record is written from. All texts are the finder's. */
export interface HandOffSource {
  readonly caseId: string;
  readonly title: string;
  readonly description: string;
  readonly weakness: string;
  readonly location: string;
  readonly product: { readonly vendor: string; readonly name: string; readonly repository: string; readonly purl: string | null; readonly version: string };
  readonly finders: readonly { readonly name: string; readonly aiGenerated: boolean; readonly model: string | null }[];
  readonly reproduced: { readonly k: number; readonly n: number } | null;
  readonly validatedAt: string;
  readonly severity: "critical" | "high" | "medium" | "low" | null;
  readonly flags: Pick<CaseFlags, "publicAware" | "exploitPublic" | "attacksSeen">;
  readonly embargoEndsAt: string | null;
  readonly notifiedAt: string | null;
  readonly comment: string;
  /** The evidence bundle, where a form takes a file and this one is small enough. */
  readonly file: { readonly name: string; readonly bytes: number; readonly sha256: string } | null;
}

/**
 * The record in the form of whoever takes it, checked by their schema.
 * @throws ZodError when it does not fit; nothing leaves that was not checked
 */
export function writeRecord(kind: HandOffKind, source: HandOffSource): VinceReport | GithubReport | CveDraft {
  if (kind === "vince") return vinceReport.parse(toVince(source));
  return kind === "github" ? githubReport.parse(toGithub(source)) : cveDraft.parse(toCve(source));
}

const cut = (text: string, most: number) => (text.length <= most ? text : `${text.slice(0, most - 1)}…`);
const says = (fact: boolean) => (fact ? "yes" : "no");

/** Who found it and with what, and that a person looked: their forms have no other place for it. */
function describeOrigin({ finders, reproduced, validatedAt }: HandOffSource): string {
  const found = finders.map(({ name, aiGenerated, model }) => `${name}${aiGenerated ? `, with the help of an AI model (${model ?? "not named"})` : ", by a person"}`);
  const runs = reproduced ? ` It was run ${reproduced.n} times in isolation and showed ${reproduced.k} times.` : "";
  return `Found by ${found.join("; ")}.${runs} A person validated it at ${validatedAt}, before anybody was told.`;
}

function toVince(source: HandOffSource): VinceReport {
  const { product, flags } = source;
  return {
    product_name: cut(product.name, 200),
    product_version: cut(product.version, 100),
    vul_description: cut(`${source.title}\n\n${source.description}\n\n${source.weakness} in ${source.location} of ${product.repository}`, 20_000),
    vul_exploit: cut(`An input that shows it is in the evidence bundle of case ${source.caseId}, with the command that runs it${source.file ? "; the bundle is attached" : ""}.`, 20_000),
    vul_impact: cut(`${source.weakness}${source.severity ? `, ${source.severity}` : ""}. ${source.title}`, 20_000),
    vul_discovery: cut(describeOrigin(source), 20_000),
    vul_public: says(flags.publicAware),
    vul_exploited: says(flags.attacksSeen || flags.exploitPublic),
    vul_disclose: "yes",
    comm_attempt: says(source.notifiedAt !== null),
    share_release: "yes",
    credit_release: "yes",
    multiplevendors: "no",
    public_references: "",
    disclosure_plans: cut(source.embargoEndsAt ? `Nothing is published before ${source.embargoEndsAt} (UTC).` : "No embargo holds.", 1000),
    comments: cut(source.comment, 1000),
    tracking: cut(source.caseId, 100),
    ai_ml_system: false,
    ics_impact: false,
    ...(source.file === null ? {} : { user_file: source.file }),
  };
}

const ECOSYSTEMS = { npm: "npm", pypi: "pip", maven: "maven", nuget: "nuget", composer: "composer", golang: "go", cargo: "rust", gem: "rubygems", hex: "erlang", pub: "pub", swift: "swift", githubactions: "actions" } as const;

function toGithub(source: HandOffSource): GithubReport {
  const { product } = source;
  const type = /^pkg:([a-z][a-z0-9.+-]*)\//.exec(product.purl ?? "")?.[1];
  const ecosystem = type !== undefined && type in ECOSYSTEMS ? ECOSYSTEMS[type as keyof typeof ECOSYSTEMS] : "other";
  return {
    summary: cut(source.title, 1024),
    description: cut(`${source.description}\n\n${source.location}\n\n${describeOrigin(source)}\n\n${source.comment}`, 65_535),
    vulnerabilities: [{ package: { ecosystem, name: cut(product.name, 200) }, vulnerable_version_range: cut(`= ${product.version}`, 200), patched_versions: null, vulnerable_functions: null }],
    cwe_ids: [source.weakness.toUpperCase()],
    severity: source.severity,
    start_private_fork: false,
  };
}

function toCve(source: HandOffSource): CveDraft {
  const { product, weakness } = source;
  return {
    cnaContainer: {
      title: cut(source.title, 256),
      descriptions: [{ lang: "en", value: cut(source.description, 4096) }],
      affected: [{ vendor: cut(product.vendor, 512), product: cut(product.name, 2048), repo: product.repository, ...(product.purl === null ? {} : { packageURL: product.purl }), versions: [{ version: cut(product.version, 1024), status: "affected" }] }],
      problemTypes: [{ descriptions: [{ lang: "en", cweId: weakness.toUpperCase(), description: weakness.toUpperCase(), type: "CWE" }] }],
      references: [{ url: product.repository }],
      credits: source.finders.flatMap(({ name, aiGenerated, model }) => [{ lang: "en" as const, value: cut(name, 4096), type: "finder" as const }, ...(aiGenerated ? [{ lang: "en" as const, value: cut(model ?? "An AI model", 4096), type: "tool" as const }] : [])]),
    },
  };
}
