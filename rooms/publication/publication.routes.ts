import { idParams } from "#contracts/access";
import {
  advisory, advisoryList, assignCve as assignCveBody, documentSigningKey, feedDocumentParams, feedFileParams, feedLabelParams, issuePreNotice as issuePreNoticeBody,
  preNotice, preNoticeList, publishAdvisory as publishAdvisoryBody,
} from "#contracts/publication";
import { route, type Route } from "#rooms/platform";
import { assignCve } from "./assign-cve.ts";
import { issuePreNotice, listPreNotices } from "./issue-pre-notice.ts";
import { advisoryResource } from "./publication.resources.ts";
import { publishAdvisory } from "./publish-advisory.ts";
import { describeAdvisory, listSummaries } from "./read-advisories.ts";
import { serveFeedFile } from "./serve-feeds.ts";
import { documentPublicKey } from "./signing-key.ts";

const ROOM = "publication";
const FILE = "application/json";

export const publicationRoutes: readonly Route[] = [
  route({
    room: ROOM, method: "post", path: "/advisories", summary: "Publish a case's advisory; the embargo ends with it", permission: "publication:publish", body: publishAdvisoryBody, reply: advisory, status: 201,
    run: async ({ services, actor, body }) => {
      const wording = { title: body.releasableTitle, summary: body.releasableSummary, cve: body.cve, references: body.references };
      return describeAdvisory(services, await publishAdvisory(services, { actor, caseId: body.caseId, wording }));
    },
  }),
  route({
    room: ROOM, method: "post", path: "/advisories/{id}/cve", summary: "Add the CVE id that a CNA assigned", permission: "publication:assign-cve", resource: { kind: advisoryResource, param: "id" }, params: idParams, body: assignCveBody, reply: advisory,
    run: async ({ services, actor, params, body }) => {
      await assignCve(services, { actor, id: params.id, cve: body.cve });
      return describeAdvisory(services, params.id);
    },
  }),
  route({
    room: ROOM, method: "get", path: "/advisories", summary: "Published advisories, the latest first", permission: "public", reply: advisoryList,
    run: async ({ services }) => ({ advisories: [...(await listSummaries(services))] }),
  }),
  route({
    room: ROOM, method: "get", path: "/advisories/{id}", summary: "One advisory and its files", permission: "public", params: idParams, reply: advisory,
    run: ({ services, params }) => describeAdvisory(services, params.id),
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
    room: ROOM, method: "get", path: "/feeds/csaf/{file}", summary: "CSAF provider metadata and ROLIE feed", permission: "public", params: feedFileParams, reply: FILE,
    run: ({ services, params }) => serveFeedFile(services, `csaf/${params.file}`),
  }),
  route({
    room: ROOM, method: "get", path: "/feeds/csaf/{label}/{file}", summary: "CSAF changes.csv and index.txt", permission: "public", params: feedLabelParams, reply: FILE,
    run: ({ services, params }) => serveFeedFile(services, `csaf/${params.label}/${params.file}`),
  }),
  route({
    room: ROOM, method: "get", path: "/feeds/csaf/{label}/{year}/{file}", summary: "A CSAF document, its hashes or its signature", permission: "public", params: feedDocumentParams, reply: FILE,
    run: ({ services, params }) => serveFeedFile(services, `csaf/${params.label}/${params.year}/${params.file}`),
  }),
  route({
    room: ROOM, method: "get", path: "/feeds/osv/{file}", summary: "An OSV record or its signature", permission: "public", params: feedFileParams, reply: FILE,
    run: ({ services, params }) => serveFeedFile(services, `osv/${params.file}`),
  }),
  route({
    room: ROOM, method: "get", path: "/feeds/cve/{file}", summary: "A CVE record, or the draft handed to a CNA, or its signature", permission: "public", params: feedFileParams, reply: FILE,
    run: ({ services, params }) => serveFeedFile(services, `cve/${params.file}`),
  }),
];
