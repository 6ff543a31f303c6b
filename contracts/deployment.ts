/*
 * Of the room of distribution: what happens between a fix and its being in place. Operations (all below /api; for the rest
 * of the room see distribution.ts). "operator" as there.
 *   GET  /operator/notices                      → operatorNotices      what to update before its reason is public; only what is on its lists
 *   GET  /operator/plan/{id}/history            → stepHistory          every turn each asset of a step took, oldest first
 *   GET  /operator/mail                         → operatorMail         whether and how often we write, and what a mail says
 *   GET  /operator/principals                   → principalSummaries   the delegate: how much waits with each operator that named its organisation (at most 100)
 *   POST /operator/mail?organisationId=         setOperatorMail → operatorMail
 *   POST /operator/mail/links/end?organisationId= → 204                  ends every form and mail that was sent, at once
 *   GET  /operator/form/{token}                 → text/html            public: the plan and its answers as a plain form, by a mailed link
 *   POST /operator/form/{token}                 application/x-www-form-urlencoded → text/html
 *   GET  /operator/unsubscribe/{ticket}         → text/html            public: one button; looking stops nothing
 *   POST /operator/unsubscribe/{ticket}         → text/html            public: stops the mails (RFC 8058)
 *   GET  /distribution/waves                    → waves                analyst, director: the policy, what waits for a second person, what is going out
 *   GET  /distribution/waves/policy             → wavePolicyHistory    public
 *   POST /distribution/waves                    proposeWavePolicy → waves (201)
 *   POST /distribution/waves/{id}/confirmation  → waves                another person than who proposed it
 *   POST /distribution/waves/{id}/withdrawal    → waves
 *   POST /distribution/rollouts/{id}/skip       decideRollout → waves  exploited flaws only: everybody is told now
 *   POST /distribution/rollouts/{id}/resume     decideRollout → waves  goes on after failures held it
 *   GET  /distribution/roll-up/advisories       → advisoryRollUp       analyst, director, oversight: counts without names
 * An operator also answers by mail: its reply to any of our mails, one answer a line (DONE 2; LATER 3 because …, meanwhile …;
 * NOT 4 A because …; FAILED 1 because …; SEEN 1; STEPS; STOP; START), is taken and confirmed. Numbers are those of a mail that lists its steps.
 */
import { z } from "zod";
import { identifier, instant, plainText } from "./access.ts";
import { deploymentState, region, sector, sizeBand } from "./distribution.ts";
import { trackingId } from "./publication.ts";

/**
 * All that an operator learns while an embargo holds: which of its things to bring to which version by when. No field of it
 * says what is wrong, how bad it is, who found it or which case it is.
 */
export const operatorNotice = z
  .strictObject({
    id: identifier,
    product: z.strictObject({ vendor: z.string(), name: z.string() }),
    fixedVersion: z.string(),
    dueBy: instant,
    toldAt: instant,
    assets: z.array(z.strictObject({ name: z.string(), version: z.string().nullable(), location: z.string().nullable(), place: z.string() })),
  })
  .meta({ id: "OperatorNotice", "x-label": "coordination" });
export type OperatorNotice = z.infer<typeof operatorNotice>;
export const operatorNotices = z.object({ notices: z.array(operatorNotice) }).meta({ id: "OperatorNotices" });

/** By which way an answer came; `telephone`: said to us by telephone or post, and typed in by us; `system` where nobody answered (told, asked again, mail came back). */
export const channel = z.enum(["page", "form", "mail", "telephone", "system"]).meta({ id: "AnswerChannel" });
export type Channel = z.infer<typeof channel>;

export const stepHistory = z
  .object({
    turns: z.array(
      z.object({
        at: instant,
        /** As the operator's list names it. */
        asset: z.string(),
        from: deploymentState.nullable(),
        to: deploymentState,
        channel,
        /** The operator's own words. */
        words: z.string().nullable(),
      }),
    ),
  })
  .meta({ id: "StepHistory", "x-label": "coordination" });
export type StepHistory = z.infer<typeof stepHistory>;

export const operatorMail = z
  .object({
    mails: z.enum(["send", "stop"]),
    /** `link`: a mail names nothing of yours; `steps`: it holds the plan, for whoever works by mail alone. */
    says: z.enum(["link", "steps"]),
    /** No more than one mail with what is open in so many days. */
    everyDays: z.number().int(),
    /** Takes fixes first, before those who must not fail (a volunteer). */
    triesFirst: z.boolean(),
    lastSentAt: instant.nullable(),
    /** When one of our mails came back; null while they arrive. */
    bouncedAt: instant.nullable(),
  })
  .meta({ id: "OperatorMail", "x-label": "coordination" });
export type OperatorMail = z.infer<typeof operatorMail>;

export const setOperatorMail = z
  .strictObject({ mails: z.enum(["send", "stop"]), says: z.enum(["link", "steps"]), everyDays: z.number().int().min(7, "at most one mail a week").max(90), triesFirst: z.boolean() })
  .meta({ id: "SetOperatorMail" });
export type SetOperatorMail = z.infer<typeof setOperatorMail>;

/** One count and one day of each plan: how many steps are open, and the first due date among those it lists. None of what is owned. */
export const principalSummaries = z
  .object({ principals: z.array(z.object({ organisationId: identifier, stepsOpen: z.number().int(), firstDueBy: instant.nullable() })).max(100) })
  .meta({ id: "PrincipalSummaries", "x-label": "coordination" });
export type PrincipalSummaries = z.infer<typeof principalSummaries>;

/** Pages for any browser, without a script. */
export const formReply = "text/html";
export const formParams = z.object({ token: z.string().regex(/^[A-Za-z0-9_-]{20,100}$/) });
export const mailTicketParams = z.object({ ticket: z.string().regex(/^[0-9a-z_.-]{20,200}$/) });

export const WAVES = ["canary", "essential", "rest"] as const;
export const wave = z.enum(WAVES).meta({ id: "Wave" });
export type Wave = z.infer<typeof wave>;

const wavePolicyFields = {
  /** How long each wave has before the next one is told, hours. */
  canaryHours: z.number().int().min(1).max(336),
  essentialHours: z.number().int().min(1).max(336),
  /** The next wave is held when more than so many of a hundred that reported say that the fix failed. */
  mostFailedPercent: z.number().int().min(0).max(50),
  /** At most so many volunteers go first. */
  mostCanaries: z.number().int().min(1).max(500),
  /** Whoever is in one of these goes second; so is whoever marked something affected as vital. */
  essentialSectors: z.array(sector).max(16),
};
export const proposeWavePolicy = z.strictObject({ ...wavePolicyFields, reason: plainText(2000) }).meta({ id: "ProposeWavePolicy" });
export type WavePolicyWords = z.infer<typeof proposeWavePolicy>;

const wavePolicy = z.object({ ...wavePolicyFields, reason: z.string(), version: z.number().int(), inForceAt: instant });
export type WavePolicy = z.infer<typeof wavePolicy>;

/** Every version that was ever in force (at most 50), for everyone; a proposal is not among them. Null: everybody is told at once. */
export const wavePolicyHistory = z.object({ current: wavePolicy.nullable(), earlier: z.array(wavePolicy) }).meta({ id: "WavePolicyHistory", "x-label": "public" });

export const rollout = z
  .object({
    id: identifier,
    advisoryId: identifier,
    trackingId,
    title: z.string(),
    /** The wave that was told last. */
    wave,
    /** `held`: too many that went first say that it failed; `ended`: the fix was called back, or everybody was told. */
    state: z.enum(["going-out", "held", "ended"]),
    startedAt: instant,
    /** When the next wave is told, if nothing holds it. */
    nextAt: instant.nullable(),
    skipped: z.boolean(),
    mayResume: z.boolean(),
    /** An exploited flaw need not wait. */
    maySkip: z.boolean(),
  })
  .meta({ id: "Rollout", "x-label": "coordination" });
export type Rollout = z.infer<typeof rollout>;

/** Without a policy in force everybody is told at once. */
export const waves = z
  .object({
    policy: wavePolicy.nullable(),
    earlier: z.array(wavePolicy),
    proposals: z.array(z.object({ ...wavePolicyFields, reason: z.string(), id: identifier, proposedByName: z.string(), proposedAt: instant, mayConfirm: z.boolean() })),
    rollouts: z.array(rollout),
  })
  .meta({ id: "Waves", "x-label": "coordination" });
export type Waves = z.infer<typeof waves>;

export const decideRollout = z.strictObject({ because: plainText(1000) }).meta({ id: "DecideRollout" });

/** Null: from 1 to 4, or a number from which such a one could be worked out. */
const count = z.number().int().nullable();
const stages = { matched: count, notified: count, applied: count };
/** Of a hundred operators that are affected, how many have the fix in place; null where one of the counts is. */
const percent = z.number().int().nullable();
export const advisoryRollUp = z
  .object({
    asOf: instant,
    smallCell: z.number().int(),
    advisories: z.array(
      z.object({
        advisoryId: identifier,
        trackingId: z.string(),
        title: z.string(),
        ...stages,
        notAffected: count,
        deferred: count,
        failed: count,
        unreachable: count,
        appliedPercent: percent,
        /** From being told to being applied, days; null where too few have applied it. */
        medianDays: z.number().int().nullable(),
        bySector: z.array(z.object({ sector, matched: count, applied: count, appliedPercent: percent })),
        byRegion: z.array(z.object({ region, matched: count, applied: count, appliedPercent: percent })),
        bySize: z.array(z.object({ sizeBand, matched: count, applied: count, appliedPercent: percent })),
      }),
    ),
  })
  .meta({ id: "AdvisoryRollUp", "x-label": "coordination" });
export type AdvisoryRollUp = z.infer<typeof advisoryRollUp>;
