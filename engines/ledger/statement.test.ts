import fc from "fast-check";
import { generateKeyPairSync, sign } from "node:crypto";
import { describe, expect, test } from "vitest";
import { computeKeyId, generateSigningKey } from "./signing-key.ts";
import { preAuthenticationEncoding, signStatement, verifyStatement } from "./statement.ts";
import type { Envelope } from "./statement.ts";

const TYPE = "application/vnd.breakwater.test+json";
const key = generateSigningKey();
const stranger = generateSigningKey();
const statement = { payloadType: TYPE, payload: { b: 1, a: ["x"] } };
const envelope = signStatement(statement, key.privateKeyPem);

const codeOf = (value: unknown, keys = [key.publicKeyPem], type = TYPE): string => {
  const verdict = verifyStatement(value, keys, type);
  return verdict.ok ? "ok" : verdict.code;
};
const signedBytes = (bytes: Buffer): Envelope => ({
  payloadType: TYPE,
  payload: bytes.toString("base64"),
  signatures: [{ keyid: key.keyId, sig: sign(null, preAuthenticationEncoding(TYPE, bytes), key.privateKeyPem).toString("base64") }],
});

describe("statement", () => {
  test("encodes what is signed as the DSSE protocol's example does, counting bytes", () => {
    expect(preAuthenticationEncoding("http://example.com/HelloWorld", Buffer.from("hello world")).toString()).toBe("DSSEv1 29 http://example.com/HelloWorld 11 hello world");
    expect(preAuthenticationEncoding("typé", Buffer.from("ü")).toString()).toBe("DSSEv1 5 typé 2 ü");
  });

  test("is signed over canonical JSON and verified with the signer's public key", () => {
    expect(Buffer.from(envelope.payload, "base64").toString()).toBe('{"a":["x"],"b":1}');
    expect(verifyStatement(JSON.parse(JSON.stringify(envelope)), [stranger.publicKeyPem, key.publicKeyPem], TYPE)).toEqual({
      ok: true,
      payload: statement.payload,
      signedBy: [key.keyId],
    });
  });

  test("is refused for another key, another purpose, or no key at all", () => {
    expect(codeOf(envelope, [stranger.publicKeyPem])).toBe("not-signed-by-these-keys");
    expect(codeOf(envelope, [])).toBe("not-signed-by-these-keys");
    expect(codeOf(envelope, [key.publicKeyPem], "application/vnd.breakwater.other+json")).toBe("wrong-type");
  });

  test("does not let the unsigned key id decide", () => {
    const misnamed = { ...envelope, signatures: [{ keyid: stranger.keyId, sig: envelope.signatures[0]?.sig }] };
    expect(codeOf(misnamed)).toBe("ok");
    expect(codeOf(misnamed, [stranger.publicKeyPem])).toBe("not-signed-by-these-keys");
  });

  test("is refused when its type was changed together with the type asked for", () => {
    expect(codeOf({ ...envelope, payloadType: "other" }, [key.publicKeyPem], "other")).toBe("not-signed-by-these-keys");
  });

  test("is refused after any change of its payload or signature", () => {
    fc.assert(
      fc.property(fc.constantFrom("payload", "sig"), fc.nat(), fc.integer({ min: 1, max: 255 }), (part, place, bits) => {
        const flip = (base64: string): string => {
          const bytes = Buffer.from(base64, "base64");
          bytes[place % bytes.length] = (bytes[place % bytes.length] as number) ^ bits;
          return bytes.toString("base64");
        };
        const changed = part === "payload"
          ? { ...envelope, payload: flip(envelope.payload) }
          : { ...envelope, signatures: envelope.signatures.map(({ keyid, sig }) => ({ keyid, sig: flip(sig) })) };
        expect(codeOf(changed)).toBe("not-signed-by-these-keys");
      }),
    );
  });

  test.each([
    ["nothing", null],
    ["a list", []],
    ["no signatures", { payloadType: TYPE, payload: "e30=" }],
    ["an unknown key", { ...envelope, note: "trust me" }],
    ["17 signatures", { ...envelope, signatures: Array.from({ length: 17 }, () => envelope.signatures[0]) }],
    ["base64 in another spelling", { ...envelope, payload: envelope.payload.replace(/=*$/, "==") + "\n" }],
    ["9 MB", { ...envelope, payload: "A".repeat(9 << 20) }],
    ["a signature that is a number", { ...envelope, signatures: [{ keyid: "x", sig: 1 }] }],
  ])("is refused when the envelope is or has %s", (_, value) => {
    expect(codeOf(value)).toBe("malformed");
  });

  test("names the field that is wrong", () => {
    expect(verifyStatement({ ...envelope, signatures: [{ keyid: "x", sig: "?" }] }, [key.publicKeyPem], TYPE)).toEqual({
      ok: false,
      code: "malformed",
      message: "envelope.signatures[0].sig must be standard base64 with padding",
    });
  });

  test("reads no JSON before the signature, and says so when what was signed is none", () => {
    expect(codeOf(signedBytes(Buffer.from("{")))).toBe("payload-not-json");
    expect(codeOf(signedBytes(Buffer.from([0x22, 0xff, 0x22])))).toBe("payload-not-json");
    expect(codeOf({ ...signedBytes(Buffer.from("{")), signatures: [] })).toBe("not-signed-by-these-keys");
  });

  test("is not made of a value that JSON cannot say, nor with a key of another kind", () => {
    expect(() => signStatement({ payloadType: TYPE, payload: { n: Number.NaN } }, key.privateKeyPem)).toThrow("value.n is not a finite number");
    const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    expect(() => signStatement(statement, privateKey.export({ format: "pem", type: "pkcs8" }).toString())).toThrow("private key is of kind ec, not Ed25519");
    expect(() => signStatement(statement, "no key")).toThrow("private key cannot be read as PEM");
  });
});

describe("signing key", () => {
  test("is named by the hash of its public key", () => {
    expect(key.keyId).toMatch(/^[0-9a-f]{64}$/);
    expect(computeKeyId(key.publicKeyPem)).toBe(key.keyId);
    expect(stranger.keyId).not.toBe(key.keyId);
    // Made with `openssl genpkey -algorithm ed25519`; the id is `openssl pkey -pubin -outform DER | sha256sum`.
    expect(computeKeyId("-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA49wHjWslAyMCs72+SqXNN2oiiS8MsMDTluzkmyD9P0s=\n-----END PUBLIC KEY-----\n")).toBe("e801b84ab9d0b75b93b546c8da1ca037449306c0f3d2a03adaaf4fec99a25b32");
  });

  test("is refused in any form but one Ed25519 public key", () => {
    const p256 = generateKeyPairSync("ec", { namedCurve: "P-256" }).publicKey.export({ format: "pem", type: "spki" }).toString();
    const damaged = key.publicKeyPem.replace(/\n./, "\nA");
    for (const text of ["", key.privateKeyPem, p256, `${key.publicKeyPem}${key.publicKeyPem}`, `-----BEGIN PUBLIC KEY-----\n${"A".repeat(59)}=\n-----END PUBLIC KEY-----\n`, damaged]) {
      expect(() => computeKeyId(text)).toThrow(expect.objectContaining({ code: "bad-key" }) as Error);
    }
  });
});
