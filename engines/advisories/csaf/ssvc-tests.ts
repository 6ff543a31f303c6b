// Tests of section 6 about SSVC selections (2.1 only).
import { ONLY_21, type CsafTest, type Report } from "./csaf-test.types.ts";
import { parts, texts, toPart, toText, type Part } from "./json-parts.ts";
import type { CsafDocument, Vulnerability } from "./read-document.ts";
import decisionPoints from "./registries/ssvc-decision-points.json" with { type: "json" };
import { readNamespace } from "./ssvc-namespace.ts";
import { toTime } from "./tracking-tests.ts";

/** `namespace:key:version` to its values in their order. Whole for the namespace ssvc; of cvss and cisa, what decision tables use. */
const POINTS: ReadonlyMap<string, readonly string[]> = new Map(Object.entries(decisionPoints).map(([name, values]) => [name, values.split(" ")]));
const WHOLE_NAMESPACES = new Set(["ssvc"]);

// When versions appeared, as far as they did after the others, which all stood there at the end of 2023.
const PUBLISHED: ReadonlyMap<string, string> = new Map([
  ["ssvc:SI:2.0.0", "2024-03-19"], ["ssvc:HI:2.0.1", "2024-03-19"], ["ssvc:PSI:2.0.1", "2024-03-19"], ["ssvc:HI:2.0.2", "2025-07-15"],
  ["ssvc:SI:2.0.1", "2025-07-15"], ["ssvc:COORDINATE:1.0.1", "2025-07-15"], ["ssvc:PWI:1.1.0", "2025-07-15"],
]);

interface Ssvc {
  readonly part: Part;
  readonly path: string;
  readonly vulnerability: Vulnerability;
}

interface Selection {
  readonly part: Part;
  readonly path: string;
  readonly ssvc: Ssvc;
  readonly namespace: string;
}

function allSsvc({ vulnerabilities }: CsafDocument): Ssvc[] {
  return vulnerabilities.flatMap((vulnerability) => vulnerability.metrics.flatMap(({ content, contentPath }) => {
    const part = toPart(content["ssvc_v2"]);
    return part ? [{ part, path: `${contentPath}/ssvc_v2`, vulnerability }] : [];
  }));
}

function selections(document: CsafDocument): Selection[] {
  return allSsvc(document).flatMap((ssvc) => parts(ssvc.part["selections"]).map(([part, index]) => ({
    part, ssvc, path: `${ssvc.path}/selections/${index}`, namespace: toText(part["namespace"]) ?? "",
  })));
}

function eachSelection(id: string, judge: (selection: Selection, document: CsafDocument) => string | undefined, field = ""): CsafTest {
  return {
    id, versions: ONLY_21,
    run: (document, report) => {
      for (const selection of selections(document)) {
        const message = judge(selection, document);
        if (message !== undefined) report(`${selection.path}${field}`, message);
      }
    },
  };
}

const isPublic = ({ tlp }: CsafDocument): boolean => tlp === "CLEAR";
const unregistered = ({ namespace }: Selection): string | undefined => (readNamespace(namespace).isRegistered ? undefined : `SSVC has not registered the namespace "${namespace}"`);
const extended = ({ namespace }: Selection): string | undefined => (readNamespace(namespace).hasExtension ? `the namespace "${namespace}" has an extension` : undefined);

export const ssvcTests: readonly CsafTest[] = [
  {
    id: "6.1.47", versions: ONLY_21,
    run: (document, report) => {
      const trackingId = toText(document.tracking["id"]);
      for (const { part, path, vulnerability } of allSsvc(document)) {
        const own = new Set([toText(vulnerability.part["cve"]), ...parts(vulnerability.part["ids"]).map(([id]) => toText(id["text"]))]);
        for (const [target, index] of texts(part["target_ids"])) {
          if (target === trackingId && document.vulnerabilities.length > 1) report(`${path}/target_ids/${index}`, `"${target}" is the document, which has more than one vulnerability`);
          else if (target !== trackingId && !own.has(target)) report(`${path}/target_ids/${index}`, `"${target}" is no id of this vulnerability`);
        }
      }
    },
  },
  eachSelection("6.1.48", checkPoint),
  eachSelection("6.2.34", unregistered, "/namespace"),
  eachSelection("6.2.35", (selection, document) => (isPublic(document) ? unregistered(selection) : undefined), "/namespace"),
  eachSelection("6.2.36", (selection, document) => (isPublic(document) ? extended(selection) : undefined), "/namespace"),
  { id: "6.2.37", versions: ONLY_21, run: findUnexplained },
  eachSelection("6.3.13", checkVersion),
  eachSelection("6.3.14", (selection, document) => (isPublic(document) ? undefined : unregistered(selection)), "/namespace"),
  eachSelection("6.3.15", (selection, document) => (isPublic(document) ? undefined : extended(selection)), "/namespace"),
];

/** An extension may leave values out, but neither add any nor change the key, the version or the order. */
function checkPoint({ part, namespace }: Selection): string | undefined {
  const { base } = readNamespace(namespace);
  const name = `${base}:${toText(part["key"]) ?? ""}:${toText(part["version"]) ?? ""}`;
  const allowed = POINTS.get(name);
  if (!allowed) return WHOLE_NAMESPACES.has(base) ? `there is no decision point ${name}` : undefined;
  let place = -1;
  for (const [value] of parts(part["values"])) {
    const key = toText(value["key"]) ?? "";
    const next = allowed.indexOf(key, place + 1);
    if (next === -1) return allowed.includes(key) ? `the values of ${name} must stand in the order ${allowed.join(", ")}` : `${name} has no value "${key}"`;
    place = next;
  }
  return undefined;
}

function checkVersion({ part, ssvc, namespace }: Selection): string | undefined {
  const { base } = readNamespace(namespace);
  const [key, version, at] = [toText(part["key"]) ?? "", toText(part["version"]) ?? "", toTime(ssvc.part["timestamp"])];
  if (at === undefined || !WHOLE_NAMESPACES.has(base)) return undefined;
  const versions = [...POINTS.keys()].filter((name) => name.startsWith(`${base}:${key}:`));
  const latest = versions.filter((name) => Date.parse(PUBLISHED.get(name) ?? "2023-12-31") <= Math.max(at, Date.parse("2023-12-31"))).toSorted().at(-1);
  return latest === undefined || latest === `${base}:${key}:${version}` ? undefined : `at that time ${latest} was the latest version of the decision point`;
}

function findUnexplained(document: CsafDocument, report: Report): void {
  for (const ssvc of allSsvc(document)) {
    const summaries = parts(ssvc.part["decision_point_resources"]).map(([resource]) => toText(resource["summary"]) ?? "");
    for (const [selection, index] of parts(ssvc.part["selections"])) {
      const namespace = toText(selection["namespace"]) ?? "";
      const { isRegistered, hasExtension } = readNamespace(namespace);
      const isExplained = (isRegistered && !hasExtension) || summaries.some((summary) => summary.includes(namespace));
      if (!isExplained) report(summaries.length === 0 ? `${ssvc.path}/selections/${index}/namespace` : `${ssvc.path}/decision_point_resources`, `no summary of a decision point resource mentions the namespace "${namespace}"`);
    }
  }
}
