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
  // Keeps an organisation's people, clients and sign-in; sees none of its records by that.
  "organisation-manager",
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
  .meta({ id: "Organisation", "x-label": "coordination" });
export type Organisation = z.infer<typeof organisation>;

export const addOrganisation = z.strictObject({ name: plainText(200), kind: organisationKind }).meta({ id: "AddOrganisation" });

export const person = z
  .object({ id: identifier, organisationId: identifier, organisationName: z.string(), name: z.string(), roles: z.array(role) })
  .meta({ id: "Person", "x-label": "coordination" });
export type Person = z.infer<typeof person>;

export const addPerson = z
  .strictObject({ name: plainText(200), email: z.email().max(254), roles: z.array(role).min(1).max(6) })
  .meta({ id: "AddPerson" });

export const organisationList = z.object({ organisations: z.array(organisation) }).meta({ id: "OrganisationList" });
export const personList = z.object({ people: z.array(person) }).meta({ id: "PersonList" });

/** How the session comes back: a cookie for browsers, a bearer token for programs. */
const carrier = z.enum(["cookie", "token"]).default("cookie");

export const requestLink = z.strictObject({ email: z.email().max(254) }).meta({ id: "RequestSignInLink" });
/** What a one-time link was mailed for. */
export const linkPurpose = z.enum(["sign-in", "invitation", "recovery"]).default("sign-in");
export const redeemLink = z.strictObject({ token: z.string().min(20).max(200), purpose: linkPurpose, carrier }).meta({ id: "RedeemSignInLink" });
export const exerciseSignIn = z.strictObject({ personId: identifier, carrier }).meta({ id: "ExerciseSignIn" });
export const signInMethod = z.enum(["link", "passkey", "provider", "card", "exercise"]).meta({ id: "SignInMethod" });
export const session = z
  .object({ person, exercise: z.boolean(), expiresAt: instant, method: signInMethod, steppedUpUntil: instant.nullable(), token: z.string().optional() })
  .meta({ id: "Session", "x-label": "coordination" });
export type Session = z.infer<typeof session>;

export const installation = z.object({ exercise: z.boolean() }).meta({ id: "Installation", "x-label": "public" });

export const inbox = z
  .object({
    entries: z.array(
      z.object({ id: identifier, kind: z.string(), title: z.string(), body: z.string(), link: z.string().nullable(), at: instant, readAt: instant.nullable() }),
    ),
  })
  .meta({ id: "Inbox", "x-label": "coordination" });

export const readRecord = z
  .object({ id: identifier, subject: z.string(), purpose: z.string(), what: z.string(), personName: z.string(), organisationName: z.string(), at: instant })
  .meta({ id: "ReadRecord", "x-label": "coordination" });
export const readRecordList = z.object({ reads: z.array(readRecord) }).meta({ id: "ReadRecordList" });

/** Reads unlike the reader's own: too many, at a new time of day, or of too many owners. */
export const readAlert = z
  .object({ id: identifier, sign: z.enum(["volume", "hour", "scope"]), hour: instant, reads: z.number().int(), personName: z.string(), organisationName: z.string(), at: instant })
  .meta({ id: "ReadAlert", "x-label": "coordination" });
export const readAlertList = z.object({ alerts: z.array(readAlert) }).meta({ id: "ReadAlertList" });

// Signing in and proving anew that it is you.

/** A reply of an authenticator, as the browser gives it; the server looks into it. Nothing in it is larger than some kilobytes. */
const base64url = (maximum: number) => z.string().max(maximum).regex(/^[A-Za-z0-9_-]*$/, "expected base64url");
const credential = {
  id: base64url(1400).min(16),
  rawId: base64url(1400).min(16),
  type: z.literal("public-key"),
  authenticatorAttachment: z.enum(["platform", "cross-platform"]).nullish(),
  clientExtensionResults: z.object({}).default({}),
};
export const passkeyRegistration = z
  .strictObject({
    ...credential,
    response: z.strictObject({
      clientDataJSON: base64url(8000).min(16),
      attestationObject: base64url(20_000).min(16),
      authenticatorData: base64url(20_000).optional(),
      transports: z.array(z.string().regex(/^[a-z-]{2,20}$/)).max(10).default([]),
      publicKeyAlgorithm: z.number().int().optional(),
      publicKey: base64url(8000).optional(),
    }),
  })
  .meta({ id: "PasskeyRegistration" });
export const passkeyAssertion = z
  .strictObject({
    ...credential,
    response: z.strictObject({
      clientDataJSON: base64url(8000).min(16),
      authenticatorData: base64url(8000).min(16),
      signature: base64url(8000).min(16),
      userHandle: base64url(200).nullish(),
    }),
  })
  .meta({ id: "PasskeyAssertion" });
export type PasskeyRegistration = z.infer<typeof passkeyRegistration>;
export type PasskeyAssertion = z.infer<typeof passkeyAssertion>;

const knownCredential = z.object({ id: z.string(), type: z.literal("public-key"), transports: z.array(z.string()).optional() });
/** What the browser is to ask of an authenticator that shall hold a new passkey (Web Authentication, PublicKeyCredentialCreationOptionsJSON). */
export const passkeyCreation = z
  .object({
    challenge: z.string(),
    rp: z.object({ id: z.string(), name: z.string() }),
    user: z.object({ id: z.string(), name: z.string(), displayName: z.string() }),
    pubKeyCredParams: z.array(z.object({ type: z.literal("public-key"), alg: z.number().int() })),
    timeout: z.number().int(),
    excludeCredentials: z.array(knownCredential),
    authenticatorSelection: z.object({ residentKey: z.string(), requireResidentKey: z.boolean(), userVerification: z.string() }),
    attestation: z.string(),
  })
  .meta({ id: "PasskeyCreation", "x-label": "coordination" });
/** What the browser is to ask of an authenticator that holds a passkey (PublicKeyCredentialRequestOptionsJSON). */
export const passkeyQuestion = z
  .object({ challenge: z.string(), rpId: z.string(), timeout: z.number().int(), allowCredentials: z.array(knownCredential), userVerification: z.string() })
  .meta({ id: "PasskeyQuestion", "x-label": "public" });

export const addPasskey = z.strictObject({ name: plainText(60), registration: passkeyRegistration }).meta({ id: "AddPasskey" });
export const passkeySignIn = z.strictObject({ assertion: passkeyAssertion, carrier }).meta({ id: "PasskeySignIn" });
export const passkeyList = z
  .object({
    passkeys: z.array(
      z.object({ id: identifier, name: z.string(), createdAt: instant, lastUsedAt: instant.nullable(), onSeveralDevices: z.boolean(), backedUp: z.boolean() }),
    ),
  })
  .meta({ id: "PasskeyList", "x-label": "coordination" });

/** How a person may prove anew that it is they; `exercise` is one click, in an exercise installation only. */
export const stepUpOffer = z
  .object({ methods: z.array(z.enum(["passkey", "provider", "exercise"])), passkey: passkeyQuestion.nullable(), providerId: identifier.nullable() })
  .meta({ id: "StepUpOffer", "x-label": "coordination" });
export const stepUp = z
  .discriminatedUnion("method", [
    z.strictObject({ method: z.literal("passkey"), assertion: passkeyAssertion }),
    z.strictObject({ method: z.literal("exercise") }),
  ])
  .meta({ id: "StepUp" });

export const sessionList = z
  .object({
    sessions: z.array(
      z.object({ id: identifier, current: z.boolean(), method: signInMethod, openedAt: instant, lastUsedAt: instant.nullable(), expiresAt: instant, agent: z.string().nullable() }),
    ),
  })
  .meta({ id: "SessionList", "x-label": "coordination" });

// A fresh proof for a program, which has no passkey: asked by it, given in the browser, for one request.

/** Body of `POST /proof-requests`: the very request that is to be made, and the record it is about wherever it names it. */
export const askProof = z
  .strictObject({
    method: z.enum(["GET", "POST", "PUT", "PATCH", "DELETE"]),
    path: z.string().max(300).regex(/^(\/(?!\.{1,2}(\/|$))[A-Za-z0-9._()-]+)+$/, "expected a path below /api, such as /ledger/export"),
    subject: identifier.nullable().default(null),
  })
  .meta({ id: "AskProof" });
export const proofRequest = z
  .object({
    id: identifier,
    state: z.enum(["waiting", "confirmed", "refused", "lapsed", "used"]),
    method: z.enum(["GET", "POST", "PUT", "PATCH", "DELETE"]),
    path: z.string(),
    subject: identifier.nullable(),
    /** The kind of program, as it calls itself. */
    agent: z.string().nullable(),
    askedAt: instant,
    expiresAt: instant,
  })
  .meta({ id: "ProofRequest", "x-label": "coordination" });
export const proofRequestList = z.object({ requests: z.array(proofRequest) }).meta({ id: "ProofRequestList", "x-label": "coordination" });
/** The code is shown by the program to its person, who types it at this address. */
export const askedProof = z.object({ request: proofRequest, code: z.string(), address: z.string() }).meta({ id: "AskedProof", "x-label": "coordination" });
/** Body of `POST /proof-requests/{id}/confirmation`. */
export const confirmProof = z.strictObject({ code: z.string().trim().min(8).max(12).regex(/^[A-Za-z0-9 -]*$/, "expected the code that the program shows, such as 7KQM-X2FD") }).meta({ id: "ConfirmProof" });

// An organisation's own identity provider (OpenID Connect).

export const startProviderSignIn = z
  .strictObject({ providerId: identifier, purpose: z.enum(["sign-in", "step-up", "connect"]).default("sign-in") })
  .meta({ id: "StartProviderSignIn" });
export const providerSignIn = z
  .object({ url: z.string(), attempt: z.string() })
  .meta({ id: "ProviderSignIn", "x-label": "public" });
export const finishProviderSignIn = z
  .strictObject({ attempt: z.string().min(20).max(200), answer: z.string().min(1).max(8000), carrier })
  .meta({ id: "FinishProviderSignIn" });
/** One's own organisation's provider, and whether it knows the person. */
export const ownProvider = z.object({ provider: z.object({ id: identifier, issuer: z.string() }).nullable(), connected: z.boolean() }).meta({ id: "OwnProvider", "x-label": "coordination" });
export const registerProvider = z
  .strictObject({ issuer: z.url().max(500), clientId: plainText(300), clientSecret: plainText(1000) })
  .meta({ id: "RegisterProvider" });
export const identityProvider = z.object({ id: identifier, issuer: z.string(), clientId: z.string(), registeredAt: instant }).meta({ id: "IdentityProvider", "x-label": "coordination" });

// Keeping an organisation's people.

/** Whether it was done, or waits for further people who confirm it. */
export const outcome = z.object({ state: z.enum(["done", "waiting"]), id: identifier }).meta({ id: "Outcome", "x-label": "coordination" });
export const invite = z.strictObject({ name: plainText(200), email: z.email().max(254), roles: z.array(role).min(1).max(6) }).meta({ id: "Invite" });
export const changeRoles = z.strictObject({ roles: z.array(role).min(1).max(6) }).meta({ id: "ChangeRoles" });
export const requestRecovery = z.strictObject({ email: z.email().max(254) }).meta({ id: "RequestRecovery" });
export const signInSettings = z
  .strictObject({
    mailedLinks: z.boolean(),
    idleMinutes: z.number().int().min(5).max(720).nullable(),
    sessionHours: z.number().int().min(1).max(24).nullable(),
    bindNetwork: z.boolean(),
  })
  .meta({ id: "SignInSettings", "x-label": "coordination" });
export const proposal = z
  .object({
    id: identifier,
    kind: z.enum(["invite", "change-roles", "register-provider", "remove-provider", "change-sign-in", "recover", "rotate-key"]),
    state: z.enum(["open", "done", "withdrawn", "lapsed"]),
    summary: z.object({ name: z.string().nullable(), email: z.string().nullable(), roles: z.array(role), issuer: z.string().nullable(), settings: signInSettings.nullable() }),
    proposedByName: z.string(),
    proposedAt: instant,
    expiresAt: instant,
    confirmedBy: z.array(z.string()),
    mayConfirm: z.boolean(),
  })
  .meta({ id: "Proposal", "x-label": "coordination" });
/** All that an organisation's managers keep: its people with their addresses, who was invited, and what waits. */
export const house = z
  .object({
    organisation: z.object({ id: identifier, name: z.string(), kind: organisationKind }),
    mayHold: z.array(role),
    people: z.array(z.object({ id: identifier, name: z.string(), email: z.string(), roles: z.array(role), passkeys: z.number().int(), sessions: z.number().int() })),
    invitations: z.array(z.object({ id: identifier, name: z.string(), email: z.string(), roles: z.array(role), invitedAt: instant, expiresAt: instant })),
    proposals: z.array(proposal),
    provider: identityProvider.nullable(),
    settings: signInSettings,
  })
  .meta({ id: "House", "x-label": "coordination" });

// Machine clients.

const publicJwk = z.strictObject({ kty: z.enum(["EC", "OKP"]), crv: z.enum(["P-256", "P-384", "Ed25519"]), x: base64url(100).min(20), y: base64url(100).min(20).optional() });
export const makeClient = z
  .strictObject({
    name: plainText(100),
    /** Permissions, such as `findings:submit`: the client may do these and nothing else. */
    scopes: z.array(z.string().regex(/^[a-z]+:[a-z-]+$/, "expected a permission such as findings:submit")).min(1).max(40),
    expiresAt: instant,
    /** For private_key_jwt; without it a secret is made and shown once. */
    publicKey: publicJwk.nullable().default(null),
  })
  .meta({ id: "MakeClient" });
export const client = z
  .object({ id: identifier, name: z.string(), scopes: z.array(z.string()), madeByName: z.string(), proof: z.enum(["secret", "key"]), createdAt: instant, expiresAt: instant, revokedAt: instant.nullable(), lastUsedAt: instant.nullable(), mine: z.boolean() })
  .meta({ id: "Client", "x-label": "coordination" });
export const madeClient = z.object({ client, secret: z.string().nullable() }).meta({ id: "MadeClient", "x-label": "coordination" });
export const clientList = z.object({ clients: z.array(client), scopes: z.array(z.string()) }).meta({ id: "ClientList", "x-label": "coordination" });
/** RFC 6749 section 5.1, with the token type of RFC 9449. */
export const accessToken = z
  .object({ access_token: z.string(), token_type: z.literal("DPoP"), expires_in: z.number().int(), scope: z.string() })
  .meta({ id: "AccessToken", "x-label": "public" });

// Delegates.

export const nameDelegate = z.strictObject({ delegateOrganisationId: identifier, until: instant }).meta({ id: "NameDelegate" });
export const delegationList = z
  .object({
    delegations: z.array(
      z.object({ id: identifier, organisationId: identifier, organisationName: z.string(), delegateOrganisationId: identifier, delegateName: z.string(), until: instant, endedAt: instant.nullable() }),
    ),
  })
  .meta({ id: "DelegationList", "x-label": "coordination" });

// Copies found elsewhere.

/** To whom the file was given in which a mark of ours stands. Whoever owns nothing in it gets none. */
export const exportTrace = z
  .object({ exports: z.array(z.object({ id: identifier, recipient: z.string(), personName: z.string().nullable(), organisationName: z.string().nullable(), at: instant })) })
  .meta({ id: "ExportTrace", "x-label": "coordination" });

export const cardList = z.object({ cards: z.array(z.object({ id: identifier, enrolledAt: instant })) }).meta({ id: "CardList", "x-label": "coordination" });
export const cardSignIn = z.strictObject({ carrier }).meta({ id: "CardSignIn" });
