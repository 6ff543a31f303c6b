import { readExtension, type AdvisoryExtension } from "../advisory-extension.ts";
import { AdvisoryError } from "../advisories.errors.ts";
import type { ConversionNote, Instant, ReadAdvisoryFields, ReadProduct, ReadPublisher, ReadReference, ReadRemediation, ReadVulnerability } from "../advisories.types.ts";
import { showHidden } from "../bounded-json.ts";
import { parts, texts, toPart, toText, withoutRepeats, type Part } from "../csaf/json-parts.ts";
import { keepStated } from "../keep-stated.ts";
import { withoutCpeVersion } from "../product-identifiers.ts";
import { NO_VULNERABILITY } from "../state-advisory.ts";
import { TLP_1, TLP_2, TLP_2_EXTENSION } from "./stix-objects.ts";
import { OWN_EXTENSION, readKind, sayStatus, toAction, toExternalReference } from "./write-stix.ts";

/** An object with its place in the document. */
interface Placed {
  readonly part: Part;
  readonly path: string;
}

/** The objects of a bundle, the newest version of each. */
class Objects {
  readonly #byId = new Map<string, Placed>();
  readonly all: readonly Placed[];
  /** Relationships, by each of their ends: a hostile bundle has as many vulnerabilities as relationships. */
  readonly #relations = new Map<unknown, Part[]>();

  constructor(all: readonly Placed[]) {
    for (const placed of all) {
      const id = toText(placed.part["id"]);
      if (id === undefined) continue;
      const before = this.#byId.get(id);
      if (!before || (textOf(before.part, "modified") ?? "") <= (textOf(placed.part, "modified") ?? "")) this.#byId.set(id, placed);
    }
    const newest = new Set(this.#byId.values());
    this.all = all.filter((placed) => newest.has(placed));
    for (const { part } of this.ofType("relationship")) {
      for (const end of new Set([part["source_ref"], part["target_ref"]])) {
        const known = this.#relations.get(end);
        if (known) known.push(part);
        else this.#relations.set(end, [part]);
      }
    }
  }

  get(id: unknown): Placed | undefined {
    return typeof id === "string" ? this.#byId.get(id) : undefined;
  }

  relationsOf(id: unknown): readonly Part[] {
    return this.#relations.get(id) ?? [];
  }

  ofType(type: string): Placed[] {
    return this.all.filter(({ part }) => part["type"] === type);
  }
}

/** Reads the reports, vulnerabilities, software and courses of action of a STIX 2.1 bundle, or one such object. */
export function readStix(document: Readonly<Record<string, unknown>>, now: Instant): ReadAdvisoryFields {
  const objects = new Objects(readObjects(document));
  const vulnerabilities = objects.ofType("vulnerability").map((placed) => readVulnerability(placed, objects));
  const own = vulnerabilities.find((one) => one.own !== undefined)?.own;
  const report = objects.ofType("report")[0];
  const first = report ?? vulnerabilities[0]?.placed;
  const unread = findUnread(objects);
  const modified = [report, ...vulnerabilities.map(({ placed }) => placed)].flatMap((placed) => (placed ? (instantOf(placed, "modified") ?? instantOf(placed, "created") ?? []) : [])).toSorted().at(-1);
  if (modified === undefined) unread.push({ path: "", message: "nothing in the document has a date; that of its reading stands for it" });
  const referred = parts(report?.part["external_references"]).map(([reference]) => reference);
  const single = vulnerabilities.length === 1;
  const stated = referred.filter((reference) => toText(reference["url"]) !== undefined).map(readReference);
  const revoked = first?.part["revoked"] === true;
  const title = textOf(first?.part, "name") ?? "";
  return {
    format: "stix",
    id: own?.trackingId ?? textOf(report?.part, "id") ?? textOf(document, "id") ?? "STIX bundle",
    aliases: own?.aliases ?? [],
    related: [],
    title: title === own?.trackingId ? "" : title,
    summary: textOf(first?.part, "description") ?? "",
    publishedAt: (report ? instantOf(report, "published") : undefined) ?? (first ? instantOf(first, "created") : undefined) ?? null,
    modifiedAt: modified ?? now,
    publisher: readPublisher(objects.get(first?.part["created_by_ref"]), own),
    tlp: readTlp(first?.part, objects),
    notice: readNotice(first?.part, objects),
    notes: own?.notes ?? [],
    ending: !revoked ? null : (own?.ending ?? { kind: "withdrawn", at: modified ?? now, reason: "", replacedBy: [] }),
    revisions: own?.revisions ?? [],
    references: keepStated(single || own === undefined ? own?.references : undefined, (references) => references.map(toExternalReference), stated.map(toExternalReference), () => stated),
    credits: withoutRepeats(vulnerabilities.flatMap((one) => one.own?.credits ?? [])),
    aiAnnotations: own?.aiAnnotations ?? [],
    vulnerabilities: vulnerabilities.map(({ vulnerability, placed }) => (single && report ? vulnerability : { ...vulnerability, title: nameBeyondIds(placed.part, vulnerability), description: textOf(placed.part, "description") ?? null })),
    unread,
  };
}

function readObjects(document: Part): Placed[] {
  if (document["type"] !== "bundle") return [{ part: document, path: "" }];
  const { objects } = document;
  if (objects === undefined) return [];
  if (!Array.isArray(objects)) throw new AdvisoryError("unreadable-document", "/objects", "STIX field /objects: must be a list of objects.");
  return parts(objects).map(([part, index]) => ({ part, path: `/objects/${index}` }));
}

function textOf(part: Part | undefined, name: string): string | undefined {
  const value = toText(part?.[name]);
  return value === undefined ? undefined : showHidden(value);
}

function instantOf({ part, path }: Placed, name: string): Instant | undefined {
  const value = part[name];
  if (value === undefined) return undefined;
  const time = typeof value === "string" && value.length <= 60 ? Date.parse(value) : Number.NaN;
  if (Number.isNaN(time)) throw new AdvisoryError("unreadable-document", `${path}/${name}`, `STIX field ${path}/${name}: must be a date and time.`);
  return new Date(time).toISOString();
}

/** A vulnerability is mostly named by its id. */
function nameBeyondIds(part: Part, { cveId, ids }: ReadVulnerability): string | null {
  const name = textOf(part, "name") ?? "";
  return name === "" || name === cveId || ids.includes(name) ? null : name;
}

const CATEGORIES = ["coordinator", "vendor", "discoverer", "other", "translator", "user", "multiplier"] as const;

function readPublisher(identity: Placed | undefined, own: AdvisoryExtension | undefined): ReadPublisher | null {
  const name = textOf(identity?.part, "name");
  if (name === undefined) return null;
  if (own?.publisher?.name === name) return own.publisher;
  const role = texts(identity?.part["roles"])[0]?.[0];
  const url = parts(identity?.part["external_references"]).map(([reference]) => textOf(reference, "url")).find((one) => one !== undefined);
  return { name, namespace: url ?? null, category: CATEGORIES.find((category) => category === role) ?? null };
}

const TLP_LEVELS: ReadonlyMap<string, string> = new Map([...[...TLP_1].map(([level, id]) => [id, level === "white" ? "CLEAR" : level.toUpperCase()] as const), ...[...TLP_2].map(([level, id]) => [id, level.toUpperCase()] as const)]);

function markingsOf(part: Part | undefined, objects: Objects): readonly (readonly [string, Part | undefined])[] {
  return texts(part?.["object_marking_refs"]).map(([id]) => [id, objects.get(id)?.part] as const);
}

/** By the marking's id, which the standards fix, or by what the object in the bundle says. */
function readTlp(part: Part | undefined, objects: Objects): string | null {
  for (const [id, marking] of markingsOf(part, objects)) {
    const said = toText(toPart(toPart(marking?.["extensions"])?.[TLP_2_EXTENSION])?.["tlp_2_0"]);
    const level = TLP_LEVELS.get(id) ?? TLP_LEVELS.get(TLP_2.get(said ?? "") ?? "");
    if (level !== undefined) return level;
  }
  return null;
}

function readNotice(part: Part | undefined, objects: Objects): string | null {
  const statements = markingsOf(part, objects).flatMap(([, marking]) => textOf(toPart(marking?.["definition"]), "statement") ?? []);
  return statements.length === 0 ? null : statements.join("\n");
}

const REFERENCE_KINDS = ["self", "fix", "report", "package", "web", "advisory", "article", "detection", "discussion", "introduced", "git", "evidence"] as const;

function readReference(reference: Part): ReadReference {
  const kind = REFERENCE_KINDS.find((one) => one === reference["source_name"]);
  return { kind: kind ?? "web", url: textOf(reference, "url") ?? "", summary: textOf(reference, "description") ?? (kind === undefined ? (textOf(reference, "source_name") ?? null) : null) };
}

interface Reading {
  readonly placed: Placed;
  readonly own: AdvisoryExtension | undefined;
  readonly vulnerability: ReadVulnerability;
}

function readVulnerability(placed: Placed, objects: Objects): Reading {
  const { part } = placed;
  const own = readExtension(toPart(toPart(part["extensions"])?.[OWN_EXTENSION])?.["advisory"]);
  const referred = parts(part["external_references"]).map(([reference]) => reference);
  const name = textOf(part, "name") ?? "";
  const ids = [...new Set([...referred.flatMap((reference) => textOf(reference, "external_id") ?? []), ...(/^CVE-\d{4}-\d{4,19}$/.test(name) ? [name] : [])])];
  const cveId = ids.find((id) => /^CVE-\d{4}-\d{4,19}$/.test(id)) ?? null;
  const relations = objects.relationsOf(part["id"]);
  const products = relations.flatMap((relation) => readRelatedProduct(relation, part["id"], objects));
  const actions = relations.flatMap((relation) => {
    const action = objects.get(relation["source_ref"])?.part;
    return action?.["type"] === "course-of-action" ? [action] : [];
  });
  const remediations = actions.map(readAction);
  return {
    placed, own,
    vulnerability: {
      ...NO_VULNERABILITY,
      cveId,
      ids: ids.filter((id) => id !== cveId),
      products: keepStated(own?.otherProducts, (all) => all.map((product) => ({ name: product.product, said: sayStatus(product) })).toSorted(byText), products.map(({ product, said }) => ({ name: product.product, said })).toSorted(byText), () => products.map(({ product }) => product)),
      severities: own?.severities ?? [],
      weaknesses: own?.weaknesses ?? [],
      assessments: own?.assessments ?? [],
      remediations: keepStated(own?.remediations, (all) => all.map(toAction), remediations.map(toAction), () => remediations),
      timeline: own?.timeline ?? [],
      notes: own?.vulnerabilityNotes ?? [],
      references: referred.filter((reference) => textOf(reference, "external_id") === undefined && textOf(reference, "url") !== undefined).map(readReference),
    },
  };
}

function byText(a: { readonly name: string; readonly said: string | undefined }, b: { readonly name: string; readonly said: string | undefined }): number {
  return a.name.localeCompare(b.name) || (a.said ?? "").localeCompare(b.said ?? "");
}

interface RelatedProduct {
  readonly product: ReadProduct;
  readonly said: string | undefined;
}

const STATUSES: readonly (readonly [RegExp, ReadProduct["status"]])[] = [[/^not affected\b/i, "not-affected"], [/^fixed\b/i, "fixed"], [/^under investigation\b/i, "under-investigation"]];

/** Software, or a tool, that has to do with a vulnerability: affected, unless the relationship says otherwise. */
function readRelatedProduct(relation: Part, vulnerability: unknown, objects: Objects): RelatedProduct[] {
  const other = objects.get(relation["source_ref"] === vulnerability ? relation["target_ref"] : relation["source_ref"])?.part;
  const type = other?.["type"];
  if (!other || !(type === "software" || (type === "tool" && relation["relationship_type"] === "has") || (type === "infrastructure" && relation["relationship_type"] === "has"))) return [];
  const said = textOf(relation, "description");
  const [version, cpe] = [textOf(other, "version") ?? textOf(other, "tool_version"), textOf(other, "cpe")];
  return [{
    said,
    product: {
      vendor: textOf(other, "vendor") ?? null,
      product: textOf(other, "name") ?? "unnamed",
      ecosystem: null, purl: null,
      cpe: cpe === undefined ? null : version === undefined ? cpe : withoutCpeVersion(cpe),
      status: STATUSES.find(([words]) => words.test(said ?? ""))?.[1] ?? "affected",
      versionScheme: "generic", ranges: [], versions: version === undefined ? [] : [version],
      fixedVersion: null, notAffectedReason: null,
    },
  }];
}

function readAction(action: Part): ReadRemediation {
  const name = textOf(action, "name") ?? "";
  const url = parts(action["external_references"]).map(([reference]) => textOf(reference, "url")).find((one) => one !== undefined);
  const text = textOf(action, "description");
  return { kind: readKind(name), text: text ?? name, url: url ?? null, ai: null };
}

const READ = new Set(["vulnerability", "report", "identity", "marking-definition", "extension-definition", "relationship", "software", "course-of-action", "tool", "infrastructure"]);

function findUnread({ all }: Objects): ConversionNote[] {
  const unread = new Map<string, ConversionNote>();
  for (const { part, path } of all) {
    const type = showHidden(toText(part["type"]) ?? "an object without a type").slice(0, 100);
    if (!READ.has(type) && unread.size < MOST_UNREAD) unread.set(type, unread.get(type) ?? { path, message: `${type} is not read` });
  }
  return [...unread.values()];
}

const MOST_UNREAD = 50;
