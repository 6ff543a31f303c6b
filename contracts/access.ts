import { z } from "zod";

/** The roles of the framework; what each may see stands in the policies of the access room. */
export const ROLES = [
  "developer-release-lead",
  "developer-security-lead",
  "benchmark-analyst",
  "nsa-director",
  "consultee",
  "agency-evaluator",
  "partner-selection-officer",
  "partner-security-lead",
  "clearinghouse-director",
  "clearinghouse-analyst",
  "validator",
  "finder",
  "maintainer",
  "patch-distributor",
  "operator",
  "operator-delegate",
  "state-local-authority",
  "directive-officer",
  "agency-ciso",
  "omb-opm-officer",
  "oversight",
  "administrator",
  // These three may be held by people and have no permission anywhere (INV-9).
  "procurement",
  "export-control",
  "enforcement",
] as const;

export const role = z.enum(ROLES).meta({ id: "Role" });
export type Role = z.infer<typeof role>;

export const organisationKind = z
  .enum(["developer", "government", "partner", "clearinghouse", "vendor", "operator", "oversight", "platform"])
  .meta({ id: "OrganisationKind" });
export type OrganisationKind = z.infer<typeof organisationKind>;

/** Text a person typed: trimmed, not empty, bounded, without control characters other than line breaks and tabs. */
export const plainText = (maximum: number) =>
  z
    .string()
    .trim()
    .min(1, "must not be empty")
    .max(maximum, `must be at most ${maximum} characters`)
    .regex(/^[^\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u202a-\u202e\u2066-\u2069]*$/, "must not hold control characters");

export const identifier = z.string().regex(/^[a-z]{2,12}_[0-9a-z]{20}$/, "not an identifier of ours");
export const instant = z.iso.datetime({ offset: false, message: "expected an instant in UTC such as 2026-12-01T15:00:00Z" });
export const sha256 = z.string().regex(/^[0-9a-f]{64}$/, "expected a SHA-256 in hex (64 characters)");

export const idParams = z.object({ id: identifier });

export const organisation = z
  .object({ id: identifier, name: z.string(), kind: organisationKind, exercise: z.boolean(), createdAt: instant })
  .meta({ id: "Organisation" });
export type Organisation = z.infer<typeof organisation>;

export const addOrganisation = z.strictObject({ name: plainText(200), kind: organisationKind }).meta({ id: "AddOrganisation" });

export const person = z
  .object({ id: identifier, organisationId: identifier, organisationName: z.string(), name: z.string(), roles: z.array(role) })
  .meta({ id: "Person" });
export type Person = z.infer<typeof person>;

export const addPerson = z
  .strictObject({ name: plainText(200), email: z.email().max(254), roles: z.array(role).min(1).max(6) })
  .meta({ id: "AddPerson" });

export const organisationList = z.object({ organisations: z.array(organisation) }).meta({ id: "OrganisationList" });
export const personList = z.object({ people: z.array(person) }).meta({ id: "PersonList" });

/** How the session comes back: a cookie for browsers, a bearer token for programs. */
const carrier = z.enum(["cookie", "token"]).default("cookie");

export const requestLink = z.strictObject({ email: z.email().max(254) }).meta({ id: "RequestSignInLink" });
export const redeemLink = z.strictObject({ token: z.string().min(20).max(200), carrier }).meta({ id: "RedeemSignInLink" });
export const exerciseSignIn = z.strictObject({ personId: identifier, carrier }).meta({ id: "ExerciseSignIn" });
export const session = z
  .object({ person, exercise: z.boolean(), expiresAt: instant, token: z.string().optional() })
  .meta({ id: "Session" });
export type Session = z.infer<typeof session>;

export const installation = z.object({ exercise: z.boolean() }).meta({ id: "Installation" });

export const inbox = z
  .object({
    entries: z.array(
      z.object({ id: identifier, kind: z.string(), title: z.string(), body: z.string(), link: z.string().nullable(), at: instant, readAt: instant.nullable() }),
    ),
  })
  .meta({ id: "Inbox" });

export const readRecord = z
  .object({ id: identifier, subject: z.string(), purpose: z.string(), what: z.string(), personName: z.string(), organisationName: z.string(), at: instant })
  .meta({ id: "ReadRecord" });
export const readRecordList = z.object({ reads: z.array(readRecord) }).meta({ id: "ReadRecordList" });
