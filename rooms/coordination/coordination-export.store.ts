import { ownerMark, sql, type Queryable } from "#rooms/platform";
import { OWNED_CASE, OWNED_MESSAGE, OWNED_PARTICIPANT, OWNED_PROJECT } from "./coordination.store.ts";
import { OWNED_STATUS } from "./participants/vendor-status.store.ts";
import { OWNED_DRAFT, OWNED_FILE } from "./work/case-work.store.ts";

const PROJECT = sql`p.id, p.vendor, p.product, p.repository, p.purl, p.contact_email AS "contactEmail", p.open_at_once AS "openAtOnce", p.created_at AS "createdAt", ${ownerMark(OWNED_PROJECT, "p")} FROM coordination.project p`;

/**
 * Projects of a vendor: under its name, which the administrator gave, and the address of one of its maintainers. Either alone
 * would not do: an analyst writes the name, and an organisation's own identity provider vouches for its people's addresses.
 */
export function listMaintainedProjects(db: Queryable, organisationId: string, addresses: readonly string[]): Promise<{ readonly id: string }[]> {
  return db.query(sql`SELECT ${PROJECT} WHERE lower(p.vendor) = lower(access.name_of_organisation(${organisationId})) AND lower(p.contact_email) = ANY (${addresses}) ORDER BY p.created_at, p.id`);
}

/** Projects that people of this organisation put on the clearinghouse's list. */
export function listOpenedProjects(db: Queryable, organisationId: string): Promise<object[]> {
  return db.query(sql`SELECT ${PROJECT} WHERE access.house_of(p.created_by) = access.name_of_organisation(${organisationId}) ORDER BY p.created_at, p.id`);
}

export interface MaintainedCase {
  readonly id: string;
  readonly sealedAnswerReason: string | null;
}

/** Of these projects, what their maintainer has been told of. */
export function listCasesToldOf(db: Queryable, projectIds: readonly string[]): Promise<MaintainedCase[]> {
  return db.query(sql`SELECT c.id, c.project_id AS "projectId", c.state, c.vendor_rm AS "rm", c.notified_at AS "notifiedAt", c.terms_accepted_at AS "termsAcceptedAt", c.answer, c.sealed_answer_reason AS "sealedAnswerReason",
      c.answered_at AS "answeredAt", c.fix_ready AS "fixReady", c.fix_deployed AS "fixDeployed", c.public_aware AS "publicAware", ${ownerMark(OWNED_CASE, "c")}
    FROM coordination.case_file c WHERE c.project_id = ANY (${projectIds}) AND c.notified_at IS NOT NULL ORDER BY c.notified_at, c.id`);
}

export interface MaintainedMessage {
  readonly id: string;
  readonly caseId: string;
  readonly channel: string;
  readonly sealed: string;
  readonly at: string;
}

/** The maintainer's own words; the coordinator's are the clearinghouse's. */
export function listMaintainersMessages(db: Queryable, caseIds: readonly string[]): Promise<MaintainedMessage[]> {
  return db.query(sql`SELECT m.id, m.case_id AS "caseId", m.channel, m.sealed, m.at, ${ownerMark(OWNED_MESSAGE, "m")}
    FROM coordination.message m WHERE m.from_party = 'maintainer' AND m.case_id = ANY (${caseIds}) ORDER BY m.at, m.id`);
}

/** The terms that were on offer, one after another. */
export function listEmbargoes(db: Queryable, caseIds: readonly string[]): Promise<object[]> {
  return db.query(sql`SELECT m.case_id AS "caseId", m.state, m.ends_at AS "endsAt", m.proposed_at AS "proposedAt", m.decided_at AS "decidedAt", m.exit_reason AS "exitReason"
    FROM coordination.embargo m WHERE m.case_id = ANY (${caseIds}) ORDER BY m.proposed_at, m.id`);
}

/** The cases of these findings: how they stand, and nothing that was written in them. */
export function listCasesOf(db: Queryable, findingIds: readonly string[]): Promise<{ readonly id: string }[]> {
  return db.query(sql`SELECT c.id, c.state, c.opened_at AS "openedAt", c.notified_at AS "notifiedAt", c.fix_ready AS "fixReady", c.fix_deployed AS "fixDeployed", c.public_aware AS "publicAware", ${ownerMark(OWNED_CASE, "c")}
    FROM coordination.case_file c WHERE c.finding_id = ANY (${findingIds}) ORDER BY c.opened_at, c.id`);
}

export interface ExportedParticipant {
  readonly id: string;
  readonly caseId: string;
  readonly sealedCard: string;
}

/** Whoever was added to a case; who of them is an organisation's is for their sealed cards to say. */
export function listAddedParticipants(db: Queryable): Promise<ExportedParticipant[]> {
  return db.query(sql`SELECT p.id, p.case_id AS "caseId", p.roles, p.rm, p.sealed_card AS "sealedCard", p.fix_ready AS "fixReady", p.fix_deployed AS "fixDeployed", p.joined_at AS "joinedAt", p.told_at AS "toldAt", p.heard_at AS "heardAt", p.left_at AS "leftAt", ${ownerMark(OWNED_PARTICIPANT, "p")}
    FROM coordination.participant p WHERE p.sealed_card IS NOT NULL ORDER BY p.joined_at, p.sequence`);
}

export interface ExportedStatus {
  readonly id: string;
  readonly sealedStatement: string | null;
}

/** Every word of these participants on what is affected, and of the coordinators for them. */
export function listStatusesOf(db: Queryable, participantIds: readonly string[]): Promise<ExportedStatus[]> {
  return db.query(sql`SELECT v.id, v.participant_id AS "participantId", v.vulnerability, v.status, v.given_by AS "givenBy", v.sealed_statement AS "sealedStatement", v.at, ${ownerMark(OWNED_STATUS, "v")}
    FROM coordination.vendor_status v WHERE v.participant_id = ANY (${participantIds}) ORDER BY v.at, v.id`);
}

export interface ExportedDraft {
  readonly id: string;
  readonly version: number;
  readonly sealed: string;
}

/** The versions that were shared with these participants. */
export function listDraftsOf(db: Queryable, participantIds: readonly string[]): Promise<ExportedDraft[]> {
  return db.query(sql`SELECT d.id, d.version, d.case_id AS "caseId", s.participant_id AS "participantId", d.sealed, d.at, s.acknowledged_at AS "acknowledgedAt", ${ownerMark(OWNED_DRAFT, "d")}
    FROM coordination.draft d JOIN coordination.draft_share s ON s.draft_id = d.id AND s.version = d.version WHERE s.participant_id = ANY (${participantIds}) ORDER BY d.at, d.id, d.version, s.participant_id`);
}

export interface ExportedFile {
  readonly id: string;
  readonly sealedCard: string;
}

/** The files that these participants gave. */
export function listFilesOf(db: Queryable, participantIds: readonly string[]): Promise<ExportedFile[]> {
  return db.query(sql`SELECT f.id, f.case_id AS "caseId", f.thread_id AS "threadId", f.given_by AS "givenBy", f.bytes, f.sealed_card AS "sealedCard", f.at, ${ownerMark(OWNED_FILE, "f")}
    FROM coordination.file f WHERE f.given_by = ANY (${participantIds}) ORDER BY f.at, f.id`);
}

/** What these participants wrote. */
export function listMessagesOf(db: Queryable, participantIds: readonly string[]): Promise<MaintainedMessage[]> {
  return db.query(sql`SELECT m.id, m.case_id AS "caseId", m.channel, m.sealed, m.at, ${ownerMark(OWNED_MESSAGE, "m")}
    FROM coordination.message m WHERE m.participant_id = ANY (${participantIds}) ORDER BY m.at, m.id`);
}
