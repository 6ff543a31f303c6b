import type { Label } from "#contracts/labels";
import type { Actor } from "./actor.ts";
import { changedOutside, notFound, type Refusal } from "./refusal.ts";
import type { OwnedTable } from "./ownership.ts";
import type { Facts, ResourceKind } from "./route.ts";
import type { Services } from "./services.ts";
import type { Marking } from "./watermark.ts";

/** What a request brings to say whose it is; all of it attacker-controlled. */
export interface Presented {
  readonly bearer: string | undefined;
  readonly cookie: string | undefined;
  /** An access token of the scheme DPoP (RFC 9449), which needs its proof beside it. */
  readonly bound: string | undefined;
  readonly method: string;
  /** The path that was asked for, with `/api`. */
  readonly path: string;
  readonly address: string;
  header(name: string): string | undefined;
}

export interface Identified {
  readonly actor: Actor;
  /** The session's new token, for its cookie: the one presented ends soon. */
  readonly renewedToken?: string;
}

/** How the HTTP edge learns who is calling and whether that may be; the access room gives both. */
export interface Gatekeeper {
  /** Who presents this, or nobody for none. Throws a refusal for a proof that does not hold. */
  identify(services: Services, presented: Presented): Promise<Identified>;
  /** Throws a refusal unless the actor may use a route with this permission on some record at all. */
  admit(actor: Actor, permission: string): void;
  /** The refusal when the actor may not do it with this very record: one of absence when `read` is not theirs either. */
  judge(actor: Actor, permission: string, record: { readonly type: string; readonly id: string; readonly facts: Facts }, read: string): Refusal | undefined;
  /** Whether a reply to this actor under this permission may hold what carries this label. */
  clears(actor: Actor, permission: string, label: Label): boolean;
  /** Records that a file left, before it does, and says how to mark it. */
  noteExport(services: Services, actor: Actor, file: { readonly label: Label; readonly path: string; readonly fileName: string; readonly recipient: string | undefined }): Promise<Marking>;
}

/**
 * Finds a record and asks whether this actor may do this with it: at the edge for the record in the path, and first thing
 * in a workflow whose query or body names one. Absent and forbidden take the same path and differ in nothing.
 */
export async function requireRecord(services: Services, gatekeeper: Gatekeeper, asked: { readonly actor: Actor; readonly permission: string; readonly kind: ResourceKind; readonly id: string }): Promise<void> {
  const { actor, permission, kind, id } = asked;
  const facts = await kind.load(services, id);
  const refusal = gatekeeper.judge(actor, permission, { type: kind.type, id, facts: facts ?? kind.absent }, kind.read);
  if (facts && !refusal) return;
  if (facts && refusal && refusal.status !== 404) throw refusal;
  if (kind.owned && (await isTheirsChanged(services, actor, kind.owned, id))) throw changedOutside();
  throw notFound();
}

/** A row that was moved to somebody else is hidden from its owner: whoever is refused is looked up once more, whatever the reason. */
async function isTheirsChanged({ db }: Services, actor: Actor, table: OwnedTable, id: string): Promise<boolean> {
  const changed = await db.findChanged(table, id);
  return changed !== undefined && (changed.rightful.includes(actor.organisationId) || table.keepers.some((role) => actor.roles.some((held) => held === role)));
}
