import { z } from "zod";
import { openPgpKeyPath } from "#engines/advisories";
import type { openPgpKeys } from "#contracts/publication";
import { appendEntry } from "#rooms/audit";
import { SYSTEM_ACTOR, type Actor, type Job, type Services, type Transaction } from "#rooms/platform";
import { generateOpenPgpKey, revokeOpenPgpKey, signWithOpenPgp } from "./openpgp.ts";
import { endOpenPgpKey, insertOpenPgpKey, insertOpenPgpSignature, listOpenPgpKeys, listUnsigned, lockOpenPgpKeys } from "./openpgp-keys.store.ts";

/*
 * The keys that CSAF documents are signed with by OpenPGP, one after another:
 *
 *   (nothing) ──first need──▶ in force ──180 days before its end, or by an administrator──▶ rotated
 *                             in force ──by an administrator──▶ compromised (published with its revocation)
 *
 * CSAF wants every signature to stay valid for 30 days at least, and better 90: with each change of keys everything that is
 * served is signed anew, so that no signature is by a key near its end. Private parts lie in sealed files outside of the
 * database.
 */
const KEY_DAYS = 3 * 365;
const RENEW_DAYS_BEFORE_END = 180;
const DAY_MS = 86_400_000;

interface KeyInForce {
  readonly fingerprint: string;
  readonly privateKey: string;
}

/** Every key there ever was, the one in force last. */
export async function showOpenPgpKeys(services: Services): Promise<z.infer<typeof openPgpKeys>> {
  const keys = (await listOpenPgpKeys(services.db)).map((row) => ({
    fingerprint: row.fingerprint, publicKey: row.public_key, url: `${services.configuration.publicUrl}/api/feeds/${openPgpKeyPath(row.fingerprint)}`,
    validFrom: row.valid_from, expiresAt: row.expires_at, endedAt: row.ended_at, endedBecause: row.ended_because,
  }));
  return { keys };
}

/** Signs a stored file with the key in force, which is made when it is first needed. */
export async function signFile(services: Services, tx: Transaction, file: { readonly path: string; readonly revision: number; readonly bytes: Uint8Array }): Promise<void> {
  const { fingerprint, privateKey } = await useKey(services, tx);
  const armoured = await signWithOpenPgp(file.bytes, privateKey, services.clock());
  await insertOpenPgpSignature(tx, { path: file.path, revision: file.revision, fingerprint, armoured });
}

/** Ends the key in force at this instant and puts a new one in its place; what is served is signed anew by a job. */
export async function rotateOpenPgpKey(services: Services, { actor, because }: { readonly actor: Actor; readonly because: "rotated" | "compromised" }): Promise<void> {
  await services.db.inTransaction(async (tx) => {
    const old = await useKey(services, tx);
    await replaceKey(services, tx, { old, because, by: actor });
  });
}

const nothing = z.object({});

const renewal = z.object({ fingerprint: z.string() });

/** Follows from a key's end coming near; nothing happens when it was replaced before. */
export const renewOpenPgpKey: Job<z.infer<typeof renewal>> = {
  name: "publication.renew-openpgp-key",
  payload: renewal,
  run: (services, { fingerprint }) =>
    services.db.inTransaction(async (tx) => {
      const old = await useKey(services, tx);
      if (old.fingerprint === fingerprint) await replaceKey(services, tx, { old, because: "rotated", by: SYSTEM_ACTOR });
    }),
};

/** Signs with the key in force whatever is served without its signature. */
export const signAgain: Job<z.infer<typeof nothing>> = {
  name: "publication.sign-again",
  payload: nothing,
  run: (services) =>
    services.db.inTransaction(async (tx) => {
      const { fingerprint } = await useKey(services, tx);
      for (const { path, revision, digest } of await listUnsigned(tx, fingerprint)) await signFile(services, tx, { path, revision, bytes: await services.artefacts.get(digest) });
    }),
};

async function replaceKey(services: Services, tx: Transaction, { old, because, by }: { readonly old: KeyInForce; readonly because: "rotated" | "compromised"; readonly by: Actor }): Promise<void> {
  const at = services.clock();
  const row = (await listOpenPgpKeys(tx)).at(-1);
  if (row?.fingerprint !== old.fingerprint) throw new Error("The key in force is not the newest");
  const publicKey = because === "compromised" ? await revokeOpenPgpKey(old.privateKey, at) : row.public_key;
  await endOpenPgpKey(tx, { fingerprint: old.fingerprint, public_key: publicKey, because, by: by === SYSTEM_ACTOR ? null : by.personId, at });
  const next = await makeKey(services, tx, row.generation + 1);
  await services.jobs.enqueue(tx, signAgain, {});
  await appendEntry(services, tx, { kind: "publication.openpgp-key-rotated", subject: next.fingerprint, by, data: { replaces: old.fingerprint, because } });
}

async function useKey(services: Services, tx: Transaction): Promise<KeyInForce> {
  await lockOpenPgpKeys(tx);
  const newest = (await listOpenPgpKeys(tx)).at(-1);
  if (!newest) return makeKey(services, tx, 1);
  return JSON.parse(services.keys.secret(secretName(newest.generation), () => { throw new Error(`The private part of the OpenPGP key ${newest.fingerprint} is missing from the data folder. Restore it from a backup.`); })) as KeyInForce;
}

async function makeKey(services: Services, tx: Transaction, generation: number): Promise<KeyInForce> {
  const at = services.clock();
  const name = services.messages.text("publication.text.publisher");
  // Where the file is there already, a transaction before this one made the key and came to nothing.
  const made = services.keys.hasSecret(secretName(generation)) ? undefined : await generateOpenPgpKey({ name, comment: services.configuration.exercise ? "exercise" : undefined, at, days: KEY_DAYS });
  const key = JSON.parse(services.keys.secret(secretName(generation), () => JSON.stringify({ ...made, at: at.toISOString() }))) as KeyInForce & { readonly publicKey: string; readonly at: string };
  const expiresAt = new Date(Date.parse(key.at) + KEY_DAYS * DAY_MS);
  await insertOpenPgpKey(tx, { fingerprint: key.fingerprint, generation, public_key: key.publicKey, validFrom: new Date(key.at), expiresAt });
  await services.jobs.enqueue(tx, renewOpenPgpKey, { fingerprint: key.fingerprint }, { startAfter: new Date(expiresAt.getTime() - RENEW_DAYS_BEFORE_END * DAY_MS) });
  return key;
}

function secretName(generation: number): string {
  return `publication-openpgp-key-${generation}`;
}
