import { issueLink } from "#rooms/access";
import { equalSecrets, notify, type Services, type Transaction } from "#rooms/platform";
import { findCase, findProject, updateLinkEnd, type CaseRow } from "./coordination.store.ts";

export const CASE_AUDIENCE = "case";
const LINK_DAYS = 30;
const DAY_MS = 86_400_000;

/**
 * Writes to a case's maintainer: plain text without any content of the report (mail is not sealed), a fresh link that
 * needs no account, and a reply address of the case. The secret stands in the address's fragment, which no server logs.
 */
export async function mailMaintainer(services: Services, tx: Transaction, { row, kind, params = {} }: { readonly row: CaseRow; readonly kind: string; readonly params?: Readonly<Record<string, string | number>> }): Promise<void> {
  const project = await findProject(tx, row.project_id);
  if (!project) throw new Error(`Case ${row.id} has no project`);
  const expiresAt = new Date(services.clock().getTime() + LINK_DAYS * DAY_MS);
  const token = await issueLink(services, tx, { audience: CASE_AUDIENCE, subject: row.id, email: project.contact_email, expiresAt, singleUse: false });
  await updateLinkEnd(tx, row.id, expiresAt);
  await notify(services, tx, {
    to: { email: project.contact_email },
    kind,
    params: { product: project.product, linkEnds: expiresAt.toISOString(), ...params },
    link: `/maintainer#${token}`,
    replyTo: replyAddress(services, row.id),
  });
}

/** As `mailMaintainer`, for rooms above: `kind` is a text of their own. Nobody is told of a case that is not open. */
export async function tellMaintainer(services: Services, tx: Transaction, { caseId, kind }: { readonly caseId: string; readonly kind: string }): Promise<void> {
  const row = await findCase(tx, caseId);
  if (row?.state === "open") await mailMaintainer(services, tx, { row, kind });
}

const ID_PREFIX = "case_";
const ADDRESS = /^case\+([0-9a-z]{20})-([0-9a-f]{24})@(.+)$/;

/** The case's own address. The part after the hyphen is a keyed hash: without the key nobody can make one up. */
export function replyAddress(services: Services, caseId: string): string {
  return `case+${caseId.slice(ID_PREFIX.length)}-${signAddress(services, caseId)}@${services.configuration.mailDomain}`;
}

/** The case that an address belongs to, if it is one of ours. The address is attacker-controlled. */
export function readReplyAddress(services: Services, address: string): string | undefined {
  const [, part, signature, domain] = ADDRESS.exec(address.slice(0, 320).toLowerCase()) ?? [];
  if (part === undefined || signature === undefined || domain !== services.configuration.mailDomain.toLowerCase()) return undefined;
  const caseId = `${ID_PREFIX}${part}`;
  return equalSecrets(signature, signAddress(services, caseId)) ? caseId : undefined;
}

function signAddress(services: Services, caseId: string): string {
  return services.keys.keyedHash("case-mail", caseId).slice(0, 24);
}
