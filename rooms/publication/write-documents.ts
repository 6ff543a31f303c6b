import {
  AdvisoryError, csafPath, hashFile, osvId, serializeDocument, signDocument, toCsaf20, toCsaf21, toCsafVex20, toCveHandOff, toCveRecord, toOpenVex, toOsv, toPublicAdvisory,
  toStix, validateAdvisory, validateCsaf, validateCveHandOff, validateCveRecord, validateOsv, type JsonObject, type PublicAdvisory, type Validation,
} from "#engines/advisories";
import type { DocumentKind } from "#contracts/publication";
import type { Services, Transaction } from "#rooms/platform";
import { signFile } from "./openpgp-keys.ts";
import { PublicationRefusal } from "./publication.errors.ts";
import { findAdvisory, insertFile, type AdvisoryRow, type FileKind } from "./publication.store.ts";
import type { AdvisoryContent } from "./publication.types.ts";
import { documentKey } from "./signing-key.ts";
import { keepStixObjects } from "./taxii/keep-stix-objects.ts";

/** The versions of CSAF that each advisory goes out in. */
export const CSAF_EDITIONS = ["2.0", "2.1"] as const;
export type CsafEdition = (typeof CSAF_EDITIONS)[number];
export const CSAF_KINDS = { "2.0": "csaf", "2.1": "csaf-2.1" } as const satisfies Record<CsafEdition, DocumentKind>;

interface Draft {
  readonly kind: DocumentKind;
  /** Below `/api/feeds`. */
  readonly path: string;
  readonly document: JsonObject;
  readonly validation: Validation;
}

/** Address of the folder of all feeds. */
export function feedsUrl(services: Services): string {
  return `${services.configuration.publicUrl}/api/feeds`;
}

/**
 * The checked public advisory of a content, with its reference to itself, which is to the CSAF document of this version.
 * @throws PublicationRefusal `not-publishable`, naming the field, for anything the public model does not take
 */
export function toPublic(services: Services, content: AdvisoryContent, version: CsafEdition = "2.0"): PublicAdvisory {
  try {
    const advisory = toPublicAdvisory(content);
    const self = { kind: "self" as const, url: `${feedsUrl(services)}/${csafPath(version, advisory)}`, summary: services.messages.text("publication.text.self") };
    return toPublicAdvisory({ ...content, references: [self, ...(content.references ?? [])] });
  } catch (error) {
    if (!(error instanceof AdvisoryError)) throw error;
    throw new PublicationRefusal("not-publishable", error.message, { field: error.field, cause: error });
  }
}

/**
 * Writes one revision in every format, validates each against its standard, signs it, and keeps the exact bytes. All or nothing:
 * one document that is not valid refuses the whole revision.
 */
export async function writeDocuments(services: Services, tx: Transaction, row: Pick<AdvisoryRow, "id" | "content" | "ending">): Promise<void> {
  const { advisory, drafts } = await draftDocuments(services, tx, row);
  const revision = row.content.revisions.length;
  const keep = async (kind: FileKind, path: string, bytes: Uint8Array) => insertFile(tx, { advisoryId: row.id, revision, kind, path, digest: await services.artefacts.put(bytes) });
  for (const { kind, path, document } of drafts) {
    const bytes = serializeDocument(document);
    await keep(kind, path, bytes);
    await keep("companion", `${path}.sig`, Buffer.from(`${JSON.stringify(signDocument(bytes, documentKey(services)), null, 2)}\n`));
    if (kind !== "csaf" && kind !== "csaf-2.1") continue;
    await keep("companion", `${path}.sha256`, Buffer.from(hashFile("sha256", bytes, path)));
    await keep("companion", `${path}.sha512`, Buffer.from(hashFile("sha512", bytes, path)));
    await signFile(services, tx, { path, revision, bytes });
  }
  await keepStixObjects(services, tx, toStix(advisory));
}

async function findSuccessor(tx: Transaction, { ending }: Pick<AdvisoryRow, "ending">): Promise<AdvisoryRow | undefined> {
  return ending?.supersededBy ? await findAdvisory(tx, ending.supersededBy.advisoryId) : undefined;
}

/** The content with why nothing of it holds any more, where that is so, and with the address, in that version of CSAF, of what takes its place. */
function withEnding(services: Services, { content, ending }: Pick<AdvisoryRow, "content" | "ending">, successor: AdvisoryRow | undefined, version: CsafEdition): AdvisoryContent {
  if (ending === null) return content;
  const { kind, at, reason } = ending;
  if (!successor) return { ...content, ending: { kind, at, reason, replacedBy: [] } };
  const advisory = toPublic(services, successor.content);
  const { cve } = advisory;
  const replacedBy = [{ id: advisory.trackingId, url: `${feedsUrl(services)}/${csafPath(version, advisory)}` }, ...(cve && cve.id !== content.cve?.id ? [{ id: cve.id, url: null }] : [])];
  return { ...content, ending: { kind, at, reason, replacedBy } };
}

/** The public advisory of a revision and every document of it, none of them stored. @throws PublicationRefusal where one would not be valid */
export async function draftDocuments(services: Services, tx: Transaction, row: Pick<AdvisoryRow, "content" | "ending">): Promise<{ readonly advisory: PublicAdvisory; readonly drafts: readonly Draft[] }> {
  const successor = await findSuccessor(tx, row);
  const toEdition = (version: CsafEdition): PublicAdvisory => toPublic(services, withEnding(services, row, successor, version), version);
  const advisory = toEdition("2.0");
  const osv = toOsv(advisory);
  const drafts: readonly Draft[] = [
    draftCsaf(advisory, "2.0"), draftCsaf(toEdition("2.1"), "2.1"), { kind: "osv", path: `osv/${osvId(advisory)}.json`, document: osv, validation: validateOsv(osv) },
    ...draftCve(advisory), ...(row.ending ? [] : draftStatements(advisory)),
  ];
  for (const { kind, validation } of drafts) {
    const [error] = validation.errors;
    if (error) throw new PublicationRefusal("document-not-valid", `The ${kind} document would not be valid: ${error.test} at ${error.path || "/"}: ${error.message}`);
  }
  return { advisory, drafts };
}

function draftCsaf(advisory: PublicAdvisory, version: CsafEdition): Draft {
  const document = version === "2.0" ? toCsaf20(advisory) : toCsaf21(advisory);
  return { kind: CSAF_KINDS[version], path: csafPath(version, advisory), document, validation: validateCsaf(document, { version, tests: "basic", now: advisory.currentReleaseAt }) };
}

/** Who is affected and what to do, for readers of VEX and STIX. After the end there is nothing to state, and nothing at the address. */
function draftStatements(advisory: PublicAdvisory): readonly Draft[] {
  const name = advisory.trackingId.toLowerCase();
  const draft = (kind: DocumentKind, path: string, document: JsonObject): Draft => ({ kind, path, document, validation: validateAdvisory(document) });
  return [
    draft("openvex", `vex/${name}.openvex.json`, toOpenVex(advisory)),
    draft("csaf-vex", `vex/${name}.csaf.json`, toCsafVex20(advisory)),
    draft("stix", `stix/${name}.json`, toStix(advisory)),
  ];
}

/** A record, or the draft for a CNA; after the end what a CNA needs to reject the id, where there is one. */
function draftCve(advisory: PublicAdvisory): readonly Draft[] {
  const { cve, ending, trackingId } = advisory;
  const document = cve === null || ending !== null ? toCveHandOff(advisory) : toCveRecord(advisory);
  if (ending !== null) return cve === null ? [] : [{ kind: "cve-rejection", path: `cve/${cve.id}.rejection.json`, document, validation: validateCveHandOff(document) }];
  if (cve === null) return [{ kind: "cve-hand-off", path: `cve/${trackingId}.hand-off.json`, document, validation: validateCveHandOff(document) }];
  return [{ kind: "cve", path: `cve/${cve.id}.json`, document, validation: validateCveRecord(document) }];
}
