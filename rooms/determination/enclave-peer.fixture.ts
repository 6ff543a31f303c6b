import { randomBytes } from "node:crypto";
import { mkdir, readFile, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { EXCHANGE_PAYLOAD_TYPE, toEnclave, type FromEnclave, type ToEnclave } from "#contracts/exchange";
import { DETERMINATION_PAYLOAD_TYPE, generateSigningKey, signStatement, verifyStatement, type DeterminationPayload, type Envelope } from "#engines/ledger";
import { generateSealingKey } from "#rooms/platform";

/** The other side of the exchange for tests: properly signed bundles with keys of its own, and nothing else of an enclave. */
export interface EnclavePeer {
  readonly keys: Extract<FromEnclave, { kind: "enclave-keys" }>;
  readonly sealingKey: { readonly privateKeyPem: string };
  /** Writes a bundle, signed by the peer's transport key or by another one. */
  send(bundle: FromEnclave | Record<string, unknown>, options?: { readonly signedWith?: string; readonly name?: string }): Promise<void>;
  /** Writes bytes as they are. */
  drop(name: string, bytes: string | Uint8Array): Promise<void>;
  /** What the low side wrote, checked by its own announced key; by file name. */
  received(): Promise<Readonly<Record<string, ToEnclave>>>;
  /** A determination signed by the Director's key, or by another one. */
  sign(payload: DeterminationPayload, privateKeyPem?: string): Envelope;
  /** Anything else signed by the Director's key, or by another one. */
  state(payloadType: string, payload: unknown, privateKeyPem?: string): { payloadType: string; payload: string; signatures: { keyid: string; sig: string }[] };
}

export async function createEnclavePeer(exchange: string): Promise<EnclavePeer> {
  const transport = generateSigningKey();
  const director = generateSigningKey();
  const sealing = generateSealingKey();
  const outgoing = join(exchange, "from-enclave");
  const incoming = join(exchange, "to-enclave");
  await mkdir(outgoing, { recursive: true });
  await mkdir(incoming, { recursive: true });
  const drop = (name: string, bytes: string | Uint8Array) => writeFile(join(outgoing, name), bytes);
  return {
    keys: { kind: "enclave-keys", transportKey: transport.publicKeyPem, sealingKey: sealing.publicKeyPem, directorKey: director.publicKeyPem, directorKeyId: director.keyId },
    sealingKey: sealing,
    drop,
    send: (bundle, { signedWith = transport.privateKeyPem, name = `b-${randomBytes(8).toString("hex")}.json` } = {}) =>
      drop(name, JSON.stringify(signStatement({ payloadType: EXCHANGE_PAYLOAD_TYPE, payload: bundle }, signedWith))),
    received: async () => {
      const files: Record<string, ToEnclave> = {};
      const lowKeys = toEnclave.parse(payloadOf(await readFile(join(incoming, "low-keys.json"), "utf8")));
      if (lowKeys.kind !== "low-keys") throw new Error("low-keys.json holds something else");
      for (const name of (await readdir(incoming)).filter((one) => one.endsWith(".json"))) {
        const verdict = verifyStatement(JSON.parse(await readFile(join(incoming, name), "utf8")), [lowKeys.transportKey], EXCHANGE_PAYLOAD_TYPE);
        if (!verdict.ok) throw new Error(`${name}: ${verdict.message}`);
        files[name] = toEnclave.parse(verdict.payload);
      }
      return files;
    },
    state: (payloadType, payload, privateKeyPem = director.privateKeyPem) => {
      const { payload: body, signatures } = signStatement({ payloadType, payload }, privateKeyPem);
      return { payloadType, payload: body, signatures: signatures.map((one) => ({ ...one })) };
    },
    sign: (payload, privateKeyPem = director.privateKeyPem) => signStatement({ payloadType: DETERMINATION_PAYLOAD_TYPE, payload }, privateKeyPem),
  };
}

function payloadOf(text: string): unknown {
  return JSON.parse(Buffer.from((JSON.parse(text) as Envelope).payload, "base64").toString("utf8"));
}
