import { z } from "zod";
import { identifier, instant, plainText, sha256 } from "./access.ts";

/** What went wrong while a model was evaluated. */
export const incidentKind = z
  .enum(["egress", "reached-another-system", "data-exposed", "credential-exposed", "misuse-by-a-person", "other"])
  .meta({ id: "IncidentKind" });
export type IncidentKind = z.output<typeof incidentKind>;

/** Largest evidence file, bytes. */
export const MAX_EVIDENCE_BYTES = 16 * 1024 * 1024;

/** Body of `POST …/engagements/{id}/incidents`. With `halt` all access under the engagement ends now, and does not come back. */
export const raiseIncident = z.strictObject({ kind: incidentKind, text: plainText(8000), halt: z.boolean() }).meta({ id: "RaiseIncident" });
/** Body of `POST …/incidents/notes`. */
export const noteIncident = z.strictObject({ incidentId: identifier, text: plainText(8000) }).meta({ id: "NoteIncident" });
/** Body of `POST …/incidents/third-parties`: whose system was touched; the text goes to them as it is. */
export const tellThirdParty = z.strictObject({ incidentId: identifier, email: z.email().max(254), text: plainText(4000) }).meta({ id: "TellThirdParty" });
/** Body of `POST /engagements/{id}/incidents/close`: what was learned. */
export const closeIncident = z.strictObject({ incidentId: identifier, learned: plainText(8000) }).meta({ id: "CloseIncident" });

export const evidenceQuery = z.object({ incidentId: identifier, fileName: plainText(200).regex(/^[^/\\\r\n\t]+$/, "must be a file's name, not a path") });
export const evidenceFileQuery = z.object({ evidenceId: identifier });

const eventKind = z.enum(["raised", "access-halted", "developer-told", "clearinghouse-told", "third-party-told", "third-party-read", "third-party-answered", "evidence-added", "note", "closed"]);

export const incident = z
  .object({
    id: identifier,
    kind: incidentKind,
    raisedByName: z.string(),
    raisedAt: instant,
    halted: z.boolean(),
    closedAt: instant.nullable(),
    /** Oldest first. */
    timeline: z.array(z.object({ kind: eventKind, byName: z.string(), text: z.string().nullable(), at: instant })),
    evidence: z.array(z.object({ id: identifier, fileName: z.string(), digest: sha256, bytes: z.int(), byName: z.string(), at: instant })),
    thirdParties: z.array(z.object({ id: identifier, email: z.string(), toldAt: instant, readAt: instant.nullable(), answer: z.string().nullable(), answeredAt: instant.nullable() })),
  })
  .meta({ id: "Incident", "x-label": "developer-confidential" });
export const incidentList = z.object({ incidents: z.array(incident) }).meta({ id: "IncidentList", "x-label": "developer-confidential" });

/** What the clearinghouse learns of incidents: that there was one, of which kind, and whether somebody outside was touched. */
export const incidentNotices = z
  .object({ notices: z.array(z.object({ id: identifier, kind: incidentKind, raisedAt: instant, thirdPartyTold: z.boolean(), closedAt: instant.nullable() })) })
  .meta({ id: "IncidentNotices", "x-label": "coordination" });

const token = z.string().min(20).max(200);
/** Body of `POST /incident/open`: the secret of the mailed link. */
export const openIncidentLink = z.strictObject({ token }).meta({ id: "OpenIncidentLink" });
/** Body of `POST /incident/answer`. */
export const answerIncident = z.strictObject({ token, text: plainText(4000) }).meta({ id: "AnswerIncident" });
export const incidentForThirdParty = z
  .object({ kind: incidentKind, text: z.string(), toldAt: instant, answer: z.string().nullable(), answeredAt: instant.nullable() })
  .meta({ id: "IncidentForThirdParty", "x-label": "developer-confidential" });
