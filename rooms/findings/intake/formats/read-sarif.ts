import type { FindingRecord } from "#contracts/intake";
import { FormatError, type FormatItem } from "./format.types.ts";
import { asList, asObject, asText, clip, findWeakness, levelOfScore, lookUp, textAt, type Loose } from "./look.rules.ts";

const LEVELS = { error: "high", warning: "medium", note: "low", none: "none" } as const;

/**
 * The results of a SARIF 2.1.0 log (OASIS, 2020), each an item. What code flows lead to stands before where they begin: a
 * fix belongs where the fault is met.
 */
export function readSarif(document: unknown): readonly FormatItem[] {
  const { version, runs } = asObject(document);
  if (version !== "2.1.0") throw new FormatError("version", "expected SARIF 2.1.0");
  if (!Array.isArray(runs)) throw new FormatError("runs", "expected a list of runs");
  return runs.flatMap((run: unknown, at) => asList(asObject(run)["results"]).map((result, place) => readResult(asObject(run), asObject(result), `runs[${at}].results[${place}]`)));
}

function readResult(run: Loose, result: Loose, place: string): FormatItem {
  const refused = whyNot(result);
  if (refused !== undefined) return { place, refused };
  const rule = findRule(run, result);
  const message = textAt(result, "message", "text") ?? textAt(rule, "messageStrings", textAt(result, "message", "id") ?? "default", "text") ?? textAt(rule, "shortDescription", "text");
  const name = textAt(rule, "shortDescription", "text") ?? message?.split("\n")[0] ?? asText(rule["name"]) ?? asText(result["ruleId"]);
  const location = findLocation(result);
  const repository = textAt(run, "versionControlProvenance", 0, "repositoryUri");
  return {
    place,
    title: name && clip(name, 300),
    description: clip([message, textAt(rule, "fullDescription", "text"), location?.line === undefined ? undefined : `At line ${location.line}.`].filter((part) => part !== undefined).join("\n\n"), 20_000),
    weakness: weaknessOf(run, result, rule),
    target: { location: location && clip(location.path, 300), repository: repository && /^https?:/.test(repository) ? repository : undefined, version: textAt(run, "versionControlProvenance", 0, "revisionId") },
    severity: severityOf(result, rule),
    identifiers: [...fingerprintsOf(result["fingerprints"]), ...fingerprintsOf(result["partialFingerprints"]), ...(asText(result["ruleId"]) ? [clip(`rule ${String(result["ruleId"])}`, 200)] : [])].slice(0, 50),
    provenance: { harness: [textAt(run, "tool", "driver", "name"), textAt(run, "tool", "driver", "version")].filter((part) => part !== undefined).join(" ") || undefined },
  };
}

/** Only what failed is a finding, and not what its sender has laid aside. */
function whyNot(result: Loose): string | undefined {
  const kind = asText(result["kind"]) ?? "fail";
  if (kind !== "fail" && kind !== "open" && kind !== "review") return `is of kind ${clip(kind, 20)}: no failure was seen`;
  if (result["baselineState"] === "absent") return "its baselineState says that it is no longer there";
  const isSuppressed = asList(result["suppressions"]).some((one) => (asText(asObject(one)["status"]) ?? "accepted") === "accepted");
  return isSuppressed ? "its sender has suppressed it" : undefined;
}

function findRule(run: Loose, result: Loose): Loose {
  const extension = lookUp(result, ["rule", "toolComponent", "index"]);
  const component = typeof extension === "number" ? lookUp(run, ["tool", "extensions", extension]) : lookUp(run, ["tool", "driver"]);
  const rules = asList(asObject(component)["rules"]);
  const index = result["ruleIndex"] ?? lookUp(result, ["rule", "index"]);
  if (typeof index === "number" && Number.isSafeInteger(index) && index >= 0) return asObject(rules[index]);
  const id = asText(result["ruleId"]) ?? textAt(result, "rule", "id");
  return id === undefined ? {} : asObject(rules.find((rule) => asObject(rule)["id"] === id));
}

/** By its taxa, its rule's relationships, or the tags and properties in which tools write it. */
function weaknessOf(run: Loose, result: Loose, rule: Loose): string | undefined {
  const ofCwe = (reference: unknown): string | undefined => {
    const component = asObject(asObject(reference)["toolComponent"]);
    const named = asText(component["name"]) ?? (typeof component["index"] === "number" ? textAt(run, "taxonomies", component["index"], "name") : undefined);
    const id = textAt(reference, "id");
    return named?.toUpperCase() === "CWE" ? findWeakness(id, { isNumber: true }) : findWeakness(id);
  };
  const candidates = [
    ...asList(result["taxa"]).map(ofCwe),
    ...asList(rule["relationships"]).map((one) => ofCwe(asObject(one)["target"])),
    ...[result, rule].flatMap((one) => [
      ...asList(lookUp(one, ["properties", "tags"])).map((tag) => findWeakness(asText(tag))),
      ...[lookUp(one, ["properties", "cwe"])].flat().map((cwe) => findWeakness(asText(cwe), { isNumber: true })),
    ]),
    findWeakness(asText(result["ruleId"])),
  ];
  return candidates.find((id) => id !== undefined);
}

function findLocation(result: Loose): { readonly path: string; readonly line: number | undefined } | undefined {
  const physical = lookUp(result, ["codeFlows", 0, "threadFlows", 0, "locations", -1, "location", "physicalLocation"]) ?? lookUp(result, ["locations", 0, "physicalLocation"]);
  const path = textAt(physical, "artifactLocation", "uri");
  const line = lookUp(physical, ["region", "startLine"]);
  return path === undefined ? undefined : { path: path.replace(/^file:\/+/, "/"), line: typeof line === "number" ? line : undefined };
}

function severityOf(result: Loose, rule: Loose): FindingRecord["severity"] {
  const given = lookUp(result, ["properties", "security-severity"]) ?? lookUp(rule, ["properties", "security-severity"]);
  const score = typeof given === "number" ? given : Number.parseFloat(asText(given) ?? "");
  if (Number.isFinite(score)) return { level: levelOfScore(score), vector: null };
  const level = asText(result["level"]) ?? textAt(rule, "defaultConfiguration", "level") ?? "warning";
  return Object.hasOwn(LEVELS, level) ? { level: LEVELS[level as keyof typeof LEVELS], vector: null } : null;
}

function fingerprintsOf(value: unknown): readonly string[] {
  return Object.entries(asObject(value)).slice(0, 25).flatMap(([name, own]) => (asText(own) ? [clip(`fingerprint ${name}=${String(own)}`, 200)] : []));
}
