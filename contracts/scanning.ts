/*
 * Operations (all below /api):
 *   GET  /membership                    → membership                       own
 *   GET  /membership/terms              → membershipTerms                  public
 *   POST /membership                    joinClearinghouse → membership (201)
 *   POST /membership/leaving            → 204                              one act, at once
 *   GET  /members                       → memberList                       clearinghouse
 *   POST /claims                        makeClaim → claimAnswer            a finder's organisation
 *   GET  /claims/{id}                   → claim                            own
 *   POST /claims/{id}/renew             → claim                            own
 *   POST /claims/{id}/completion        → claim                            own
 *   POST /claims/{id}/release           → 204                              own
 *   GET  /exchanges/{id}                → contactExchange                  the two who met
 *   POST /opt-outs                      recordOptOut → optOutReply         analyst
 *   GET  /campaigns                     → campaignList                     clearinghouse; those invited
 *   POST /campaigns                     openCampaign → campaign (201)      clearinghouse
 *   GET  /campaigns/{id}                → campaign                         clearinghouse; those invited
 *   GET  /campaigns/{id}/findings       → campaignFindings                 clearinghouse; those invited, their own
 *   POST /campaigns/{id}/members        inviteMembers → campaign           clearinghouse
 *   POST /campaigns/{id}/end            → campaign                         clearinghouse
 *   POST /campaigns/{id}/answer         answerCampaign → campaign          those invited
 *   POST /campaigns/{id}/claims         takeTarget → claimAnswer           those who accepted
 *   POST /campaigns/{id}/spending       reportSpending → campaign          those who accepted
 *   GET  /exchange                      → exchange                         public
 *   GET  /exchange/opt-outs?after=      → exchangePage                     members
 *   GET  /exchange/disclosure-routes?after=, /exchange/held-fixes?after= → exchangePage   public
 *   POST /exchange/disclosure-routes    recordRoute → recordReply (201)    analyst
 *   GET  /exchange/known?repository=    → projectKnowledge                 clearinghouse
 *   GET  /exchange/peers                → peerList                         clearinghouse
 *   POST /exchange/peers                addPeer → peerList (201)           director
 *   POST /exchange/peers/{id}/end       → peerList                         director
 *   POST /exchange/peers/{id}/pull      → peerList                         clearinghouse
 */
import { z } from "zod";
import { identifier, instant, plainText, sha256 } from "./access.ts";

export const weaknessId = z
  .string()
  .trim()
  .regex(/^cwe-[0-9]{1,5}$/i, "expected a CWE id such as CWE-787");

/** A repository as people and programs write it: an address on the web or for git, the short form of ssh, or a purl. */
const ADDRESS = /^(?:(?:https?|ssh|git|git\+https|git\+ssh):\/\/[^\s/]+\/[^\s]|(?:[A-Za-z0-9._-]+@)?[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+:[^\s/][^\s]*|pkg:[a-z][a-z0-9.+-]*\/[^\s])[^\s]*$/i;
const repositoryAddress = plainText(300).regex(ADDRESS, "expected the repository's address, such as https://code.example/project, git@code.example:project or pkg:npm/project");

/** Exactly one of `repository` and `product`. */
const targetNames = { repository: repositoryAddress.optional(), product: plainText(200).optional() };
const namesOneTarget = (target: { readonly repository?: string | undefined; readonly product?: string | undefined }) => (target.repository === undefined) !== (target.product === undefined);
const oneTarget = { message: "give either a repository or a product", path: ["repository"] };

/**
 * An intent to scan, said before scanning. Without `path` it covers the whole project, without `weakness` every weakness.
 */
/** Why somebody may scan: the owner said so, it is open source, or it is their own system (INV-17). */
export const authorisationKind = z.enum(["owner", "open-source", "own-system"]).meta({ id: "ScanAuthorisation" });
export const authorisation = z.strictObject({
  kind: authorisationKind,
  /** What shows it: a licence, a contract, a statement of the owner. */
  evidence: plainText(2000),
});
const scope = { ...targetNames, path: plainText(300).optional(), weakness: weaknessId.optional() };

export const makeClaim = z.strictObject({ ...scope, authorisation }).refine(namesOneTarget, oneTarget).meta({ id: "MakeClaim" });

/** The claim is yours; or somebody else's, and both sides have been told how to reach each other. Nothing more is said. */
export const claimAnswer = z
  .discriminatedUnion("answer", [
    z.object({ answer: z.literal("claimed"), claimId: identifier, expiresAt: instant }),
    z.object({ answer: z.literal("already-claimed"), exchangeId: identifier }),
  ])
  .meta({ id: "ClaimAnswer", "x-label": "coordination" });
export type ClaimAnswer = z.infer<typeof claimAnswer>;

/** Two who named one target, and how each reaches the other; nothing of the target. */
export const contactExchange = z
  .object({
    id: identifier,
    at: instant,
    other: z.object({ organisation: z.string(), person: z.string(), email: z.string() }),
    /** Your own claim that was met; null where you met another's. */
    claimId: identifier.nullable(),
  })
  .meta({ id: "ContactExchange", "x-label": "coordination" });
export type ContactExchange = z.infer<typeof contactExchange>;

/** An owner's wish that nobody scans: claims and submissions are refused with the reason. */
export const recordOptOut = z.strictObject({ ...targetNames, reason: plainText(500) }).refine(namesOneTarget, oneTarget).meta({ id: "RecordOptOut" });
export const optOutReply = z.object({ id: identifier }).meta({ id: "OptOut", "x-label": "coordination" });

export const CLAIM_STATES = ["claimed", "active", "renewed", "completed", "expired", "released"] as const;
export const claimState = z.enum(CLAIM_STATES).meta({ id: "ClaimState" });
export type ClaimState = z.infer<typeof claimState>;
/** Without its target, which nobody can read back. */
export const claim = z
  .object({ id: identifier, state: claimState, authorisation: authorisationKind, claimedAt: instant, expiresAt: instant, campaignId: identifier.nullable() })
  .meta({ id: "Claim", "x-label": "coordination" });
export type Claim = z.infer<typeof claim>;

/** What a member agrees to; each may be agreed to without the others. */
export const MEMBER_PURPOSES = ["campaigns", "pulled-records"] as const;
export const memberPurpose = z.enum(MEMBER_PURPOSES).meta({ id: "MemberPurpose" });
export type MemberPurpose = z.infer<typeof memberPurpose>;
export const membershipTerms = z.object({ version: z.string(), text: z.string(), digest: sha256 }).meta({ id: "MembershipTerms", "x-label": "public" });
export const joinClearinghouse = z
  .strictObject({
    /** The digest of the terms that were read. */
    termsDigest: sha256,
    signatory: z.strictObject({ name: plainText(200), title: plainText(200) }),
    purposes: z.array(memberPurpose).min(1).max(MEMBER_PURPOSES.length),
    agrees: z.literal(true, { message: "must be true: nobody joins without agreeing" }),
  })
  .meta({ id: "JoinClearinghouse" });
/** `null`: not a member. That somebody was one, or did not join, is told nowhere. */
export const membership = z
  .object({ membership: z.object({ id: identifier, termsVersion: z.string(), signatory: z.object({ name: z.string(), title: z.string() }), purposes: z.array(memberPurpose), joinedAt: instant }).nullable() })
  .meta({ id: "Membership", "x-label": "coordination" });
export type Membership = z.infer<typeof membership>;
export const memberList = z
  .object({ members: z.array(z.object({ organisationId: identifier, name: z.string(), purposes: z.array(memberPurpose), joinedAt: instant })) })
  .meta({ id: "MemberList", "x-label": "coordination" });

const amount = (most: number) => z.number().int("must be a whole number").min(0, "must not be below 0").max(most, `must be at most ${most}`);
const spendable = { tokens: amount(1_000_000_000_000), usdCents: amount(1_000_000_000), sandboxMinutes: amount(100_000_000) };
export const MAX_CAMPAIGN_TARGETS = 200;
export const openCampaign = z
  .strictObject({
    title: plainText(120),
    startsAt: instant,
    endsAt: instant,
    budget: z.strictObject(spendable),
    targets: z.array(z.strictObject({ ...scope, authorisation }).refine(namesOneTarget, oneTarget)).min(1).max(MAX_CAMPAIGN_TARGETS),
    /** Members' organisations. */
    invite: z.array(identifier).max(100).default([]),
  })
  .meta({ id: "OpenCampaign" });
export const inviteMembers = z.strictObject({ organisationIds: z.array(identifier).min(1).max(100) }).meta({ id: "InviteMembers" });
export const answerCampaign = z.strictObject({ answer: z.enum(["accept", "decline", "leave"]) }).meta({ id: "AnswerCampaign" });
export const takeTarget = z.strictObject({ targetId: identifier }).meta({ id: "TakeTarget" });
/** What was spent on a claim since the last report. */
export const reportSpending = z.strictObject({ claimId: identifier, ...spendable }).meta({ id: "ReportSpending" });

const amounts = z.object({ tokens: z.number().int(), usdCents: z.number().int(), sandboxMinutes: z.number().int() });
export const campaignState = z.enum(["planned", "open", "over-budget", "ended"]).meta({ id: "CampaignState" });
export type CampaignState = z.infer<typeof campaignState>;
export const campaignAnswer = z.enum(["invited", "accepted", "declined", "left"]).meta({ id: "CampaignAnswer" });
export type CampaignAnswer = z.infer<typeof campaignAnswer>;
export const campaignTarget = z.object({
  id: identifier,
  repository: z.string().nullable(),
  product: z.string().nullable(),
  path: z.string().nullable(),
  weakness: z.string().nullable(),
  authorisation: z.object({ kind: authorisationKind, evidence: z.string() }),
  /** `yours` also when your claim on it has been completed. */
  taken: z.enum(["free", "yours", "taken"]),
  /** Your claim on it. */
  claimId: identifier.nullable(),
});
export const campaign = z
  .object({
    id: identifier,
    title: z.string(),
    state: campaignState,
    startsAt: instant,
    endsAt: instant,
    budget: amounts,
    spent: amounts,
    /** Your own organisation's answer; null for the clearinghouse. */
    yourAnswer: campaignAnswer.nullable(),
    /** Whom it was offered to; for the clearinghouse alone. */
    members: z.array(z.object({ organisationId: identifier, name: z.string(), answer: campaignAnswer })).nullable(),
    targetCount: z.number().int(),
    /** Null until you accept. */
    targets: z.array(campaignTarget).nullable(),
  })
  .meta({ id: "Campaign", "x-label": "coordination" });
export type Campaign = z.infer<typeof campaign>;
export const campaignList = z.object({ campaigns: z.array(campaign) }).meta({ id: "CampaignList", "x-label": "coordination" });
/** How many findings came back under a campaign's claims, by where they stand. For a member, its own. */
export const campaignFindings = z.object({ findings: z.number().int(), byState: z.array(z.object({ state: z.string(), count: z.number().int() })) }).meta({ id: "CampaignFindings", "x-label": "coordination" });
