import { createHash } from "node:crypto";
import type { Services } from "#rooms/platform";
import { calculateJwkThumbprint, EmbeddedJWK, jwtVerify, type JWTPayload } from "jose";
import { z } from "zod";
import { AccessRefusal } from "./access.errors.ts";
import { insertProof } from "./clients.store.ts";

/*
 * Demonstrating proof of possession (RFC 9449, section 4.3): each request of a machine client carries a statement, signed
 * by the key that its token is bound to, on this very method and address, made now and never seen before.
 */
const ALGORITHMS = ["ES256", "ES384", "EdDSA", "Ed25519"];
const MAX_PROOF_CHARACTERS = 4000;
const MAX_AGE_SECONDS = 60;
const MAX_AHEAD_SECONDS = 5;

const claims = z.object({ htm: z.string(), htu: z.string(), jti: z.string().min(8).max(200), iat: z.number().int(), ath: z.string().optional() });

export interface ProvenRequest {
  readonly proof: string | undefined;
  readonly method: string;
  readonly path: string;
  /** The token that the proof must speak of; none when one is being asked for. */
  readonly token?: string;
}

/**
 * Verifies a proof and uses it up.
 * @returns the RFC 7638 thumbprint of the key that signed it
 * @throws AccessRefusal `proof-not-valid`
 */
export async function verifyProof(services: Services, { proof, method, path, token }: ProvenRequest): Promise<string> {
  if (!proof || proof.length > MAX_PROOF_CHARACTERS) throw notValid("send one proof of possession (RFC 9449)");
  const now = services.clock();
  const { payload, thumbprint } = await readProof(proof);
  const parsed = claims.safeParse(payload);
  if (!parsed.success) throw notValid("it needs htm, htu, iat and a jti of 8 to 200 characters");
  const { htm, htu, jti, iat, ath } = parsed.data;
  if (htm !== method) throw notValid("htm is not the method of this request");
  if (!isAddressOf(htu, services.configuration.publicUrl, path)) throw notValid("htu is not the address of this request");
  const age = now.getTime() / 1000 - iat;
  if (age > MAX_AGE_SECONDS || age < -MAX_AHEAD_SECONDS) throw notValid(`iat must be within the last ${MAX_AGE_SECONDS} seconds`);
  if (token !== undefined && ath !== createHash("sha256").update(token).digest("base64url")) throw notValid("ath is not the hash of the token");
  await useOnce(services, `proof ${thumbprint} ${jti}`, new Date((iat + MAX_AGE_SECONDS + MAX_AHEAD_SECONDS) * 1000));
  return thumbprint;
}

/** Remembers a statement until it would be too old anyway; refuses one that was seen. */
export async function useOnce(services: Services, statement: string, expiresAt: Date): Promise<void> {
  const house = services.db.asSystem("statements seen are kept by the house alone");
  if ((await insertProof(house, services.keys.keyedHash("proof", statement), expiresAt)) === 0) throw notValid("it was used before; make a new one for each request");
}

async function readProof(proof: string): Promise<{ readonly payload: JWTPayload; readonly thumbprint: string }> {
  try {
    // The age is judged by our own clock above; a proof has no other end.
    const { payload, protectedHeader } = await jwtVerify(proof, EmbeddedJWK, { typ: "dpop+jwt", algorithms: ALGORITHMS });
    if (!protectedHeader.jwk) throw new Error("a proof without its key");
    return { payload, thumbprint: await calculateJwkThumbprint(protectedHeader.jwk, "sha256") };
  } catch (error) {
    throw notValid(`it must be a JWT of type dpop+jwt, signed by the public key in its head (${ALGORITHMS.join(", ")})`, error);
  }
}

/** Without query and fragment, as section 4.3 says; the host is the one that people use, whatever the request claims. */
function isAddressOf(htu: string, publicUrl: string, path: string): boolean {
  const url = URL.parse(htu);
  return url !== null && url.origin === new URL(publicUrl).origin && url.pathname === path;
}

function notValid(what: string, cause?: unknown): AccessRefusal {
  return new AccessRefusal("proof-not-valid", `DPoP: the proof was not accepted: ${what}.`, { field: "DPoP", cause });
}
