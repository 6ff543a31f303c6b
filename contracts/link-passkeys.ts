/*
 * Passkeys of whoever holds a mailed link. Operations (all below /api), with the link's secret in the body:
 *   POST /link/passkeys            linkOpen → linkPasskeyList
 *   POST /link/passkeys/options    linkOpen → passkeyCreation            begin binding one
 *   POST /link/passkeys/binding    bindLinkPasskey → provenLink (201)    from then on the mailed link alone opens nothing
 *   POST /link/passkeys/removal    dropLinkPasskey → 204
 *   POST /link/question            linkOpen → passkeyQuestion            begin showing one
 *   POST /link/proof               linkProof → provenLink                its token opens what the mailed one would
 * For whoever coordinates the case that the link belongs to:
 *   GET  /cases/{id}/link-passkeys              → linkHolderList
 *   POST /cases/{id}/link-passkeys/revocation   revokeLinkPasskeys → linkHolderList    ends old links too, mails new ones
 */
import { z } from "zod";
import { identifier, instant, passkeyAssertion, passkeyRegistration, plainText } from "./access.ts";

const link = {
  token: z.string().min(20).max(200),
  /** What the link is for, such as `case`. */
  audience: z.string().regex(/^[a-z][a-z-]{1,39}$/, "expected what the link is for, such as case"),
};
export const linkOpen = z.strictObject(link).meta({ id: "LinkOpen" });
export const bindLinkPasskey = z.strictObject({ ...link, name: plainText(60), registration: passkeyRegistration }).meta({ id: "BindLinkPasskey" });
export const dropLinkPasskey = z.strictObject({ ...link, passkeyId: identifier }).meta({ id: "DropLinkPasskey" });
export const linkProof = z.strictObject({ ...link, assertion: passkeyAssertion }).meta({ id: "LinkProof" });

/** A secret that stands for the mailed one and the passkey that was shown; it ends soon, and with its passkey. */
export const provenLink = z.object({ token: z.string(), expiresAt: instant }).meta({ id: "ProvenLink", "x-label": "coordination" });
export const linkPasskeyList = z
  .object({ passkeys: z.array(z.object({ id: identifier, name: z.string(), createdAt: instant, lastUsedAt: instant.nullable() })) })
  .meta({ id: "LinkPasskeyList", "x-label": "coordination" });

/** Of a case: who has bound passkeys to the links that were mailed to them. */
const holderKind = z.enum(["maintainer", "participant", "desk"]);
export const linkHolderList = z
  .object({ holders: z.array(z.object({ kind: holderKind, /** Of the case, the participant or the hand-off. */ id: identifier, address: z.string().nullable(), passkeys: z.number().int() })) })
  .meta({ id: "LinkHolderList", "x-label": "coordination" });
export const revokeLinkPasskeys = z.strictObject({ kind: holderKind, id: identifier }).meta({ id: "RevokeLinkPasskeys" });
