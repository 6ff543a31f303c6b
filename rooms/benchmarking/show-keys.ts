import type { EnclaveKeys } from "#contracts/benchmarking";
import { findPersonCard, listHolders } from "#rooms/access";
import type { Actor, Queryable, Services } from "#rooms/platform";
import { holdAuthority, listCeremonies, listDelegationRows } from "./authority.store.ts";
import { openCeremony } from "./key-ceremony.ts";
import { hasEnded, listAppointed, listDelegations, listDirectorKeys, maySignNow, type DirectorKey } from "./signing-authority.ts";

/** The Director's keys, who may use them, and what the reader may do about either. */
export function showKeys(services: Services, actor: Actor): Promise<EnclaveKeys> {
  return services.db.inTransaction(async (tx) => {
    await holdAuthority(tx);
    return readKeys(services, tx, actor);
  });
}

async function readKeys(services: Services, db: Queryable, actor: Actor): Promise<EnclaveKeys> {
  const keys = await listDirectorKeys(services, db);
  const key = keys.at(-1);
  const appointed = key ? await listAppointed(services, db, key) : [];
  const isDirector = appointed.some(({ person_id }) => person_id === actor.personId);
  const holders = await listHolders(db, "nsa-director");
  const named = new Set([...appointed.map(({ person_id }) => person_id), ...(key ? await listDelegations(services, db, key) : []).map(({ personId }) => personId)]);
  return {
    directorKeys: keys.map(({ keyId, cameBy, inForceFrom }) => ({ keyId, cameBy, inForceFrom })),
    ceremonies: await showCeremonies(services, db, actor),
    directors: await Promise.all(appointed.map(async ({ id, person_id, appointed_at }) => ({ id, name: await nameOf(db, person_id), appointedAt: appointed_at }))),
    delegations: await showDelegations(services, db, key),
    eligible: isDirector ? holders.filter(({ id, roles }) => !named.has(id) && !roles.includes("benchmark-analyst")).map(({ id, name }) => ({ personId: id, name })) : [],
    standing: isDirector ? "director" : (await maySignNow(services, db, actor)) ? "delegate" : "none",
    acts: [...(actor.roles.includes("nsa-director") ? listBeginnings(key, isDirector) : []), ...(isDirector ? (["name-delegate", "appoint-director"] as const) : [])],
  };
}

function listBeginnings(key: DirectorKey | undefined, isDirector: boolean): readonly ("begin-first" | "begin-rotation" | "begin-replacement")[] {
  if (!key) return ["begin-first"];
  return isDirector ? ["begin-rotation", "begin-replacement"] : ["begin-replacement"];
}

async function showCeremonies(services: Services, db: Queryable, actor: Actor): Promise<EnclaveKeys["ceremonies"]> {
  const now = services.clock().toISOString();
  const shown: EnclaveKeys["ceremonies"] = [];
  for (const row of await listCeremonies(db)) {
    const record = openCeremony(services, row);
    const open = row.state === "open" && now < new Date(row.expires_at).toISOString();
    const own = record.begunBy === actor.personId;
    shown.push({
      id: row.id, kind: row.kind, state: row.state === "open" && !open ? "withdrawn" : row.state, begunBy: await nameOf(db, record.begunBy), begunAt: row.begun_at, expiresAt: row.expires_at,
      // Whoever types it in must have it from the Director and not from here.
      fingerprint: own && open ? record.keyId : null,
      mayConfirm: open && !own,
    });
  }
  return shown;
}

async function showDelegations(services: Services, db: Queryable, key: DirectorKey | undefined): Promise<EnclaveKeys["delegations"]> {
  const live = new Set((key ? await listDelegations(services, db, key) : []).map(({ delegationId }) => delegationId));
  const shown: EnclaveKeys["delegations"] = [];
  for (const row of await listDelegationRows(db)) {
    shown.push({
      id: row.id, name: await nameOf(db, row.person_id), from: row.valid_from, until: row.valid_until, live: live.has(row.id),
      endedAt: hasEnded(services, "delegation", row.id) ? row.ended_at : null,
    });
  }
  return shown;
}

const nameOf = async (db: Queryable, personId: string): Promise<string> => (await findPersonCard(db, personId))?.name ?? personId;
