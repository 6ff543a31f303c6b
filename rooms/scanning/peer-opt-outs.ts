import { scrypt } from "node:crypto";
import { TARGET_WORK } from "#contracts/peer-records";
import type { Services } from "#rooms/platform";
import type { TargetKeys } from "./claims.store.ts";
import { findPeerOptOuts, listPeerSalts } from "./exchange.store.ts";

const DIGEST_BYTES = 32;
const MOST_REMEMBERED = 10_000;
/** What was worked out before; a file of ten thousand findings names a few hundred projects. */
const remembered = new Map<string, string>();

/** Which of these targets opted out with another clearinghouse: why, by their `exchange`. */
export async function listPeerOptOuts(services: Services, targets: readonly TargetKeys[]): Promise<ReadonlyMap<string, string>> {
  const db = services.db.asSystem("what other clearinghouses ask holds for everybody, and nobody reads it");
  const salts = await listPeerSalts(db);
  if (salts.length === 0) return new Map();
  const digests = new Map<string, string>();
  for (const exchange of new Set(targets.map((target) => target.exchange))) {
    for (const { salt } of salts) digests.set(await digestTarget(exchange, salt), exchange);
  }
  const found = await findPeerOptOuts(db, [...digests.keys()]);
  return new Map(found.map(({ digest, peer }) => [digests.get(digest) ?? "", `said to ${peer}.`]));
}

/** What stands for a target in a record that travels; slow on purpose (see contracts/peer-records.ts). */
export async function digestTarget(exchange: string, salt: string): Promise<string> {
  const key = `${salt}.${exchange}`;
  const known = remembered.get(key);
  if (known !== undefined) return known;
  const digest = await new Promise<string>((resolve, reject) => {
    scrypt(Buffer.from(exchange, "hex"), Buffer.from(salt, "hex"), DIGEST_BYTES, TARGET_WORK, (error, bytes) => (error ? reject(error) : resolve(bytes.toString("hex"))));
  });
  if (remembered.size >= MOST_REMEMBERED) remembered.clear();
  remembered.set(key, digest);
  return digest;
}

/** One for this installation, so that a record stays the same record. */
export function ownSalt({ keys }: Pick<Services, "keys">): string {
  return keys.keyedHash("exchange-salt", "opt-outs").slice(0, 32);
}
