import { createHash, createSign, generateKeyPairSync, randomBytes, type KeyObject } from "node:crypto";

/** A passkey in software: answers challenges as an authenticator and a browser would, or wrongly where a test wants it so. */
export interface SoftwareAuthenticator {
  /** The answer to `POST /passkeys/options`. */
  register(options: { readonly challenge: string; readonly rp: { readonly id: string } }): object;
  /** The answer to a question for an existing passkey. */
  answer(options: { readonly challenge: string; readonly rpId: string }): object;
}

export interface Wishes {
  readonly origin: string;
  /** What the page's origin claims its relying party is; default what was asked. */
  readonly rpId?: string;
  /** Whether the person was verified by PIN or biometrics; default yes. */
  readonly userVerified?: boolean;
  /** Counts up with each answer; default true. A clone does not. */
  readonly counts?: boolean;
}

const b64 = (value: Uint8Array) => Buffer.from(value).toString("base64url");
const sha256 = (value: Uint8Array | string) => createHash("sha256").update(value).digest();

export function softwareAuthenticator(wishes: Wishes): SoftwareAuthenticator {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const id = randomBytes(32);
  let counter = 1;
  const clientData = (type: string, challenge: string) => Buffer.from(JSON.stringify({ type, challenge, origin: wishes.origin, crossOrigin: false }));
  const head = (rpId: string, attested: boolean) => {
    const flags = 0x01 | (wishes.userVerified === false ? 0 : 0x04) | (attested ? 0x40 : 0);
    const count = Buffer.alloc(4);
    count.writeUInt32BE(counter);
    if (wishes.counts !== false) counter += 1;
    return Buffer.concat([sha256(wishes.rpId ?? rpId), Buffer.of(flags), count]);
  };
  const shown = { id: b64(id), rawId: b64(id), type: "public-key", clientExtensionResults: {} };
  return {
    register: ({ challenge, rp }) => {
      const length = Buffer.alloc(2);
      length.writeUInt16BE(id.length);
      const authData = Buffer.concat([head(rp.id, true), Buffer.alloc(16), length, id, coseKey(publicKey)]);
      const attestationObject = Buffer.concat([Buffer.of(0xa3), text("fmt"), text("none"), text("attStmt"), Buffer.of(0xa0), text("authData"), bytes(authData)]);
      return { ...shown, response: { clientDataJSON: b64(clientData("webauthn.create", challenge)), attestationObject: b64(attestationObject), transports: ["internal"] } };
    },
    answer: ({ challenge, rpId }) => {
      const data = clientData("webauthn.get", challenge);
      const authenticatorData = head(rpId, false);
      const signature = createSign("sha256").update(Buffer.concat([authenticatorData, sha256(data)])).sign(privateKey);
      return { ...shown, response: { clientDataJSON: b64(data), authenticatorData: b64(authenticatorData), signature: b64(signature) } };
    },
  };
}

/** COSE_Key of an ES256 public key (RFC 9053, section 7.1.1): kty 2, alg -7, crv 1, x, y. */
function coseKey(publicKey: KeyObject): Buffer {
  const { x = "", y = "" } = publicKey.export({ format: "jwk" });
  return Buffer.concat([Buffer.of(0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21), bytes(Buffer.from(x, "base64url")), Buffer.of(0x22), bytes(Buffer.from(y, "base64url"))]);
}

/** CBOR text and byte strings (RFC 8949, section 3.1) of less than 64 KiB. */
const text = (value: string) => Buffer.concat([Buffer.of(0x60 | value.length), Buffer.from(value)]);
function bytes(value: Uint8Array): Buffer {
  const length = value.length < 256 ? Buffer.of(0x58, value.length) : Buffer.of(0x59, value.length >> 8, value.length & 0xff);
  return Buffer.concat([length, value]);
}
