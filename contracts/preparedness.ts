import { z } from "zod";
import { identifier, instant, plainText } from "./access.ts";

/** Classes of software that what a model can do may put at risk; nothing else has a word here. */
export const softwareClass = z
  .enum([
    "web-applications", "network-services", "identity-and-sign-in", "browsers", "mobile-apps", "office-documents", "media-parsers", "databases", "operating-system-kernels", "device-drivers",
    "hypervisors-and-containers", "cryptographic-libraries", "build-and-supply-chain", "embedded-firmware", "industrial-controllers", "medical-devices", "network-equipment",
  ])
  .meta({ id: "SoftwareClass" });
export type SoftwareClass = z.output<typeof softwareClass>;

/** Who may be given a brief, each by a word of the developer's of its own. */
export const briefRecipients = z.enum(["clearinghouse", "cisa", "partners", "public"]).meta({ id: "BriefRecipients" });
export type BriefRecipients = z.output<typeof briefRecipients>;

/** What a brief says: which classes of software are at risk, and what helps each. It names no model and no developer. */
export const briefContent = z
  .strictObject({
    classes: z.array(z.strictObject({ softwareClass, defences: plainText(2000) })).min(1).max(17).refine((list) => new Set(list.map((one) => one.softwareClass)).size === list.length, "name each class once"),
    text: plainText(8000),
  })
  .meta({ id: "BriefContent" });
export type BriefContent = z.output<typeof briefContent>;

const shownClasses = z.array(z.object({ softwareClass, defences: z.string() }));

/** A brief as its author and the developer see it. */
export const preparednessBrief = z
  .object({
    id: identifier,
    byName: z.string(),
    sentAt: instant,
    classes: shownClasses,
    text: z.string(),
    releases: z.array(z.object({ recipients: briefRecipients, releasedAt: instant, takenBackAt: instant.nullable() })),
  })
  .meta({ id: "PreparednessBrief", "x-label": "developer-confidential" });

/** Body of `POST /engagements/{id}/briefs/consent`: whom the brief may reach from now on; an empty list takes everything back. */
export const setBriefConsent = z
  .strictObject({ briefId: identifier, recipients: z.array(briefRecipients).max(4).refine((list) => new Set(list).size === list.length, "name each once") })
  .meta({ id: "SetBriefConsent" });

const released = { id: identifier, releasedAt: instant, classes: shownClasses, text: z.string() };

/** Briefs that were released to the reader's own group. */
export const releasedBriefs = z.object({ briefs: z.array(z.object(released)) }).meta({ id: "ReleasedBriefs", "x-label": "coordination" });
/** Briefs that were released to everybody. */
export const publicBriefs = z.object({ briefs: z.array(z.object(released)) }).meta({ id: "PublicBriefs", "x-label": "public" });
