import type { z } from "zod";
import { LEADING_METADATA_PATH } from "#engines/advisories";
import { idParams } from "#contracts/access";
import {
  advisory, advisoryCheck, advisoryList, assignCve as assignCveBody, correctAdvisory as correctAdvisoryBody, csafVersionParams, documentSigningKey, feedDocumentParams, feedFileList, feedFileParams, feedFolderParams, feedLabelParams,
  feedYearParams, issuePreNotice as issuePreNoticeBody, listedProviders, listProvider as listProviderBody, openPgpKeys, preNotice, preNoticeList, publishAdvisory as publishAdvisoryBody, revisionFileParams, revisionList,
  rotateOpenPgpKey as rotateOpenPgpKeyBody, supersedeAdvisory as supersedeAdvisoryBody, unlistProvider as unlistProviderBody, withdrawAdvisory as withdrawAdvisoryBody,
} from "#contracts/publication";
import { route, type Actor, type Route, type Services } from "#rooms/platform";
import { assignCve } from "./assign-cve.ts";
import { correctAdvisory } from "./correct-advisory.ts";
import { supersedeAdvisory, withdrawAdvisory } from "./end-advisory.ts";
import { issuePreNotice, listPreNotices } from "./issue-pre-notice.ts";
import { listProvider, showProviders, unlistProvider } from "./keep-providers.ts";
import { rotateOpenPgpKey, showOpenPgpKeys } from "./openpgp-keys.ts";
import { advisoryResource } from "./publication.resources.ts";
import { checkAdvisory, publishAdvisory, type PublishAdvisory } from "./publish-advisory.ts";
import { describeAdvisory, listRevisions, listSummaries, readRevisionFile } from "./read-advisories.ts";
import { documentPublicKey } from "./signing-key.ts";
import { FEEDS, listStaticFiles, serveStaticFile } from "./static-files.ts";

const ROOM = "publication";
const FILE = "application/json";

function toPublishing(actor: Actor, body: z.infer<typeof publishAdvisoryBody>): PublishAdvisory {
  const { caseId, statement, releasableTitle: title, releasableSummary: summary, releasableDetail: detail, cve, references } = body;
  return { actor, caseId, statement, wording: { title, summary, detail, cve, references } };
}

/** A further revision of an advisory by an analyst, who proves anew that it is them. */
function revision<Body>({ act, summary, body, run }: { readonly act: string; readonly summary: string; readonly body: z.ZodType<Body>; run(services: Services, input: Body & { readonly actor: Actor; readonly id: string }): Promise<void> }): Route {
  return route({
    room: ROOM, method: "post", path: `/advisories/{id}/${act}`, summary, permission: "publication:revise", resource: { kind: advisoryResource, param: "id" }, params: idParams, body, reply: advisory,
    run: async ({ services, actor, params, body: given }) => {
      await run(services, { ...given, actor, id: params.id });
      return describeAdvisory(services, params.id);
    },
  });
}

/** Where the documents of one version of CSAF are read. */
function csafRoutes(folder: string): readonly Route[] {
  const base = `${FEEDS}/${folder}`;
  return [
    route({
      room: ROOM, method: "get", path: `/feeds/${folder}/{file}`, summary: "CSAF feed, its service and its categories", permission: "public", params: feedFileParams, reply: FILE,
      run: ({ services, params }) => serveStaticFile(services, `${base}/${params.file}`),
    }),
    route({
      room: ROOM, method: "get", path: `/feeds/${folder}/{label}/`, summary: "What is in the folder", permission: "public", params: feedFolderParams, reply: "text/html",
      run: ({ services, params }) => serveStaticFile(services, `${base}/${params.label}/`),
    }),
    route({
      room: ROOM, method: "get", path: `/feeds/${folder}/{label}/{file}`, summary: "CSAF changes.csv and index.txt", permission: "public", params: feedLabelParams, reply: FILE,
      run: ({ services, params }) => serveStaticFile(services, `${base}/${params.label}/${params.file}`),
    }),
    route({
      room: ROOM, method: "get", path: `/feeds/${folder}/{label}/{year}/`, summary: "What is in the folder of a year", permission: "public", params: feedYearParams, reply: "text/html",
      run: ({ services, params }) => serveStaticFile(services, `${base}/${params.label}/${params.year}/`),
    }),
    route({
      room: ROOM, method: "get", path: `/feeds/${folder}/{label}/{year}/{file}`, summary: "A CSAF document, its hashes or its signatures", permission: "public", params: feedDocumentParams, reply: FILE,
      run: ({ services, params }) => serveStaticFile(services, `${base}/${params.label}/${params.year}/${params.file}`),
    }),
  ];
}

export const publicationRoutes: readonly Route[] = [
  route({
    room: ROOM, method: "post", path: "/advisories", summary: "Publish a case's advisory; the embargo ends with it", permission: "publication:publish", body: publishAdvisoryBody, reply: advisory, status: 201,
    run: async ({ services, actor, body }) => describeAdvisory(services, await publishAdvisory(services, toPublishing(actor, body))),
  }),
  route({
    room: ROOM, method: "post", path: "/advisory-checks", summary: "What a case's advisory would say that cannot all be true; nothing is published", permission: "publication:publish", body: publishAdvisoryBody, reply: advisoryCheck,
    run: async ({ services, actor, body }) => ({ warnings: [...(await checkAdvisory(services, toPublishing(actor, body)))] }),
  }),
  route({
    room: ROOM, method: "post", path: "/advisories/{id}/cve", summary: "Add the CVE id that a CNA assigned", permission: "publication:assign-cve", resource: { kind: advisoryResource, param: "id" }, params: idParams, body: assignCveBody, reply: advisory,
    run: async ({ services, actor, params, body }) => {
      await assignCve(services, { actor, id: params.id, cve: body.cve });
      return describeAdvisory(services, params.id);
    },
  }),
  revision({ act: "correction", summary: "Correct an advisory's text or references", body: correctAdvisoryBody, run: correctAdvisory }),
  revision({ act: "withdrawal", summary: "Withdraw an advisory that was wrong", body: withdrawAdvisoryBody, run: withdrawAdvisory }),
  revision({ act: "supersession", summary: "Say which advisory takes its place", body: supersedeAdvisoryBody, run: supersedeAdvisory }),
  route({
    room: ROOM, method: "get", path: "/advisories", summary: "Published advisories, the latest first", permission: "public", reply: advisoryList,
    run: async ({ services }) => ({ advisories: [...(await listSummaries(services))] }),
  }),
  route({
    room: ROOM, method: "get", path: "/advisories/{id}", summary: "One advisory and its files", permission: "public", params: idParams, reply: advisory,
    run: ({ services, params }) => describeAdvisory(services, params.id),
  }),
  route({
    room: ROOM, method: "get", path: "/advisories/{id}/revisions", summary: "Every revision with its files", permission: "public", params: idParams, reply: revisionList,
    run: ({ services, params }) => listRevisions(services, params.id),
  }),
  route({
    room: ROOM, method: "get", path: "/advisories/{id}/revisions/{revision}/{digest}", summary: "A file as a revision had it", permission: "public", params: revisionFileParams, reply: FILE,
    run: ({ services, params }) => readRevisionFile(services, { ...params, revision: Number(params.revision) }),
  }),
  route({
    room: ROOM, method: "post", path: "/pre-notices", summary: "Tell operators what to update while the embargo holds", permission: "publication:publish", body: issuePreNoticeBody, reply: preNotice, status: 201,
    run: ({ services, actor, body }) => issuePreNotice(services, { actor, ...body }),
  }),
  route({
    room: ROOM, method: "get", path: "/pre-notices", summary: "Updates to make before their reason is public", permission: "publication:read-pre-notices", reply: preNoticeList,
    run: async ({ services }) => ({ preNotices: [...(await listPreNotices(services.db))] }),
  }),
  route({
    room: ROOM, method: "get", path: "/feeds/signing-key", summary: "The key that published documents are signed with", permission: "public", reply: documentSigningKey,
    run: async ({ services }) => documentPublicKey(services),
  }),
  route({
    room: ROOM, method: "get", path: "/feeds/openpgp-keys", summary: "The OpenPGP keys of CSAF documents", permission: "public", reply: openPgpKeys,
    run: ({ services }) => showOpenPgpKeys(services),
  }),
  route({
    room: ROOM, method: "post", path: "/feeds/openpgp-keys", summary: "Put a new OpenPGP key for CSAF documents in force", permission: "access:rotate-keys", body: rotateOpenPgpKeyBody, reply: openPgpKeys,
    run: async ({ services, actor, body }) => {
      await rotateOpenPgpKey(services, { actor, ...body });
      return showOpenPgpKeys(services);
    },
  }),
  route({
    room: ROOM, method: "get", path: "/feeds/openpgp/{file}", summary: "A public OpenPGP key", permission: "public", params: feedFileParams, reply: "application/pgp-keys",
    run: ({ services, params }) => serveStaticFile(services, `${FEEDS}/openpgp/${params.file}`),
  }),
  route({
    room: ROOM, method: "get", path: "/feeds/files", summary: "Every public file of this site", permission: "public", reply: feedFileList,
    run: async ({ services }) => ({ site: services.configuration.publicUrl, files: [...(await listStaticFiles(services))] }),
  }),
  route({
    room: ROOM, method: "get", path: "/feeds/providers", summary: "CSAF providers on our list besides this one", permission: "public", reply: listedProviders,
    run: async ({ services }) => ({ providers: await showProviders(services.db) }),
  }),
  route({
    room: ROOM, method: "post", path: "/feeds/providers", summary: "Put a CSAF provider on our list", permission: "publication:list-providers", body: listProviderBody, reply: listedProviders,
    run: async ({ services, actor, body }) => {
      await listProvider(services, { actor, metadata: body.metadata });
      return { providers: await showProviders(services.db) };
    },
  }),
  route({
    room: ROOM, method: "post", path: "/feeds/providers/removal", summary: "Take a CSAF provider off our list", permission: "publication:list-providers", body: unlistProviderBody, reply: listedProviders,
    run: async ({ services, actor, body }) => {
      await unlistProvider(services, { actor, url: body.url });
      return { providers: await showProviders(services.db) };
    },
  }),
  route({
    room: ROOM, method: "get", path: "/feeds/csaf/provider-metadata.json", alsoAt: "/.well-known/csaf/provider-metadata.json", summary: "Who publishes CSAF documents here, and where they are", permission: "public", reply: FILE,
    run: ({ services }) => serveStaticFile(services, LEADING_METADATA_PATH),
  }),
  route({
    room: ROOM, method: "get", path: "/feeds/provider-metadata/{version}", alsoAt: "/.well-known/csaf/{version}/provider-metadata.json", summary: "The same for one version of CSAF", permission: "public", params: csafVersionParams, reply: FILE,
    run: ({ services, params }) => serveStaticFile(services, `.well-known/csaf/${params.version}/provider-metadata.json`),
  }),
  route({
    room: ROOM, method: "get", path: "/feeds/aggregator", alsoAt: "/.well-known/csaf-aggregator/aggregator.json", summary: "CSAF providers that this one knows", permission: "public", reply: FILE,
    run: ({ services }) => serveStaticFile(services, ".well-known/csaf-aggregator/aggregator.json"),
  }),
  route({
    room: ROOM, method: "get", path: "/feeds/aggregator/{version}", alsoAt: "/.well-known/csaf-aggregator/{version}/aggregator.json", summary: "The same for one version of CSAF", permission: "public", params: csafVersionParams, reply: FILE,
    run: ({ services, params }) => serveStaticFile(services, `.well-known/csaf-aggregator/${params.version}/aggregator.json`),
  }),
  route({
    room: ROOM, method: "get", path: "/feeds/security-txt", alsoAt: "/.well-known/security.txt", summary: "Whom to tell of a weakness, and where advisories are", permission: "public", reply: "text/plain",
    run: ({ services }) => serveStaticFile(services, ".well-known/security.txt"),
  }),
  ...["csaf", "csaf-2.1"].flatMap(csafRoutes),
  route({
    room: ROOM, method: "get", path: "/feeds/osv/{file}", summary: "An OSV record or its signature", permission: "public", params: feedFileParams, reply: FILE,
    run: ({ services, params }) => serveStaticFile(services, `${FEEDS}/osv/${params.file}`),
  }),
  ...(["vex", "stix"] as const).map((folder) =>
    route({
      room: ROOM, method: "get", path: `/feeds/${folder}/{file}`, summary: "A document of an advisory or its signature", permission: "public", params: feedFileParams, reply: FILE,
      run: ({ services, params }) => serveStaticFile(services, `${FEEDS}/${folder}/${params.file}`),
    }),
  ),
  route({
    room: ROOM, method: "get", path: "/feeds/cve/{file}", summary: "A CVE record, or the draft handed to a CNA, or its signature", permission: "public", params: feedFileParams, reply: FILE,
    run: ({ services, params }) => serveStaticFile(services, `${FEEDS}/cve/${params.file}`),
  }),
];
