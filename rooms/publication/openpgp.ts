/*
 * OpenPGP, for readers whose tools know no other signature. The library is loaded when something is signed: it takes a
 * while, and most processes sign nothing. Keys are of version 4 with Ed25519 (RFC 4880 with EdDSA), which GnuPG of today's
 * long-term distributions verifies; those of RFC 9580 it does not know yet.
 */

const SECONDS_PER_DAY = 86_400;

export interface OpenPgpKeyPair {
  /** Hex, capitals. */
  readonly fingerprint: string;
  /** ASCII-armoured, both. */
  readonly publicKey: string;
  readonly privateKey: string;
}

/** Makes a key that signs and nothing else, valid from `at` for so many days. */
export async function generateOpenPgpKey({ name, comment, at, days }: { readonly name: string; readonly comment?: string | undefined; readonly at: Date; readonly days: number }): Promise<OpenPgpKeyPair> {
  const { generateKey, readKey } = await import("openpgp");
  const { publicKey, privateKey } = await generateKey({
    type: "ecc", curve: "ed25519Legacy", userIDs: [comment === undefined ? { name } : { name, comment }], subkeys: [], date: at, keyExpirationTime: days * SECONDS_PER_DAY, format: "armored",
  });
  return { fingerprint: (await readKey({ armoredKey: publicKey })).getFingerprint().toUpperCase(), publicKey, privateKey };
}

/** A detached, ASCII-armoured signature over exactly these bytes. */
export async function signWithOpenPgp(bytes: Uint8Array, privateKey: string, at: Date): Promise<string> {
  const { createMessage, readPrivateKey, sign } = await import("openpgp");
  const [message, signingKey] = await Promise.all([createMessage({ binary: new Uint8Array(bytes) }), readPrivateKey({ armoredKey: privateKey })]);
  return await sign({ message, signingKeys: signingKey, detached: true, date: at, format: "armored" });
}

/** The public key with its revocation: what it signed is nobody's word any more. */
export async function revokeOpenPgpKey(privateKey: string, at: Date): Promise<string> {
  const { enums, readPrivateKey, revokeKey } = await import("openpgp");
  const key = await readPrivateKey({ armoredKey: privateKey });
  const revoked = await revokeKey({ key, reasonForRevocation: { flag: enums.reasonForRevocation.keyCompromised }, date: at, format: "armored" });
  return revoked.publicKey;
}
