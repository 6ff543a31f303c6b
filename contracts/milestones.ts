/*
 * What crosses between two installations that share nothing else: the signed status of a tasking. A statement is one DSSE
 * envelope (1.0.2) over canonical JSON. Its schema is closed and each field is a closed word, a day, a digest of a public
 * document, a number that only grows, or the name that the receiver pinned: nothing else of an installation has a place.
 */
import { z } from "zod";
import { identifier, instant, sha256 } from "./access.ts";
import { day, taskingStatus } from "./obligations.ts";

export const MILESTONE_PAYLOAD = "application/vnd.breakwater.milestone+json";
export const MILESTONE_SCHEMA = "breakwater-milestone/1";

/** The taskings whose work is done where the civil side does not look: National Security Systems, and the Department of War. */
export const MILESTONE_PARAGRAPHS = ["2(a)", "2(b)"] as const;
export const milestoneParagraph = z.enum(MILESTONE_PARAGRAPHS).meta({ id: "MilestoneParagraph" });
export type MilestoneParagraph = z.infer<typeof milestoneParagraph>;

/** An installation's name: its host name in lower case. */
export const installationName = z.string().max(253).regex(/^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/, "expected a host name in lower case, such as shield.example");

export const milestoneStatement = z.strictObject({
  schema: z.literal(MILESTONE_SCHEMA),
  installation: installationName,
  paragraph: milestoneParagraph,
  status: taskingStatus,
  /** SHA-256 of the public document by which the status stands, if there is one. */
  evidenceDigest: sha256.nullable(),
  asOf: day,
  /** Counts up by one for each statement about this paragraph. */
  sequence: z.number().int().min(1).max(2_147_483_647),
});
export type MilestoneStatement = z.infer<typeof milestoneStatement>;

/** Room for the largest statement, and not for more. */
export const milestoneEnvelope = z
  .strictObject({ payloadType: z.literal(MILESTONE_PAYLOAD), payload: z.base64().min(1).max(1024), signatures: z.array(z.strictObject({ keyid: sha256, sig: z.base64().length(88) })).length(1) })
  .meta({ id: "MilestoneEnvelope" });
export type MilestoneEnvelope = z.infer<typeof milestoneEnvelope>;

/** What an installation gives to others, by an address or in a file; the key is here to compare and not to trust. */
export const ownMilestones = z
  .object({ installation: installationName, keyId: sha256, publicKeyPem: z.string(), statements: z.array(milestoneEnvelope) })
  .meta({ id: "OwnMilestones", "x-label": "public" });
export type OwnMilestones = z.infer<typeof ownMilestones>;

/** All of them are taken in, or none. */
export const takeInMilestones = z.strictObject({ statements: z.array(milestoneEnvelope).min(1).max(16) }).meta({ id: "TakeInMilestones" });
export const takenIn = z
  .object({ statements: z.array(z.object({ installation: installationName, paragraph: milestoneParagraph, sequence: z.number().int(), outcome: z.enum(["taken-in", "known"]) })) })
  .meta({ id: "MilestonesTakenIn", "x-label": "public" });
export type TakenIn = z.infer<typeof takenIn>;

/** `proposed`: a second person has to compare the key; `pinned`: its statements count; `ended`: they count no more. */
export const milestonePeer = z
  .object({ id: identifier, installation: installationName, keyId: sha256, paragraphs: z.array(milestoneParagraph), state: z.enum(["proposed", "pinned", "ended"]), since: instant })
  .meta({ id: "MilestonePeer", "x-label": "public" });
export type MilestonePeer = z.infer<typeof milestonePeer>;
export const milestonePeerList = z.object({ peers: z.array(milestonePeer) }).meta({ id: "MilestonePeerList", "x-label": "public" });

export const pinInstallation = z
  .strictObject({
    installation: installationName,
    /** Ed25519 in PEM, had by another way than the statements. */
    publicKeyPem: z.string().min(1).max(300),
    /** For which of the taskings it speaks. */
    paragraphs: z.array(milestoneParagraph).min(1).max(2),
  })
  .meta({ id: "PinInstallation" });
export const pinned = z.object({ id: identifier }).meta({ id: "InstallationPinned", "x-label": "public" });
