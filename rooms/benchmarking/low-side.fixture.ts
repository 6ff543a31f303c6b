import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EXCHANGE_PAYLOAD_TYPE, fromEnclave, LEASE_SECONDS, type AccessMode, type ForEnclave, type FromEnclave } from "#contracts/exchange";
import { generateSigningKey, signStatement, verifyStatement } from "#engines/ledger";
import { newId, sealTo } from "#rooms/platform";

/** The other side of the exchange, as far as the enclave can see it: keys, and files in a folder. */
export async function openLowSide() {
  const directory = await mkdtemp(join(tmpdir(), "breakwater-exchange-"));
  await mkdir(join(directory, "to-enclave"));
  const key = generateSigningKey();

  const put = async (name: string, text: string | Uint8Array) => {
    const draft = join(directory, "to-enclave", `${name}.draft`);
    await writeFile(draft, text);
    await rename(draft, join(directory, "to-enclave", name));
  };
  const sign = (payload: unknown, privateKeyPem = key.privateKeyPem) => JSON.stringify(signStatement({ payloadType: EXCHANGE_PAYLOAD_TYPE, payload }, privateKeyPem));
  const send = (name: string, bundle: ForEnclave) => put(name, sign(bundle));

  /** Everything that has left the enclave: names, and what the bundles say once opened. */
  const received = async () => {
    const folder = join(directory, "from-enclave");
    const files = await Promise.all((await readdir(folder)).toSorted().map(async (name) => ({ name, text: await readFile(join(folder, name), "utf8") })));
    return files.map(({ name, text }) => ({ name, text, payload: Buffer.from(JSON.parse(text).payload, "base64").toString("utf8"), envelope: JSON.parse(text) as unknown }));
  };
  const receive = async (name: string): Promise<FromEnclave> => {
    const file = (await received()).find((one) => one.name === name);
    if (!file) throw new Error(`The enclave has not sent ${name}`);
    return fromEnclave.parse(JSON.parse(file.payload));
  };
  const enclaveKeys = async () => {
    const keys = await receive("enclave-keys.json");
    if (keys.kind !== "enclave-keys") throw new Error("enclave-keys.json holds something else");
    return keys;
  };

  return {
    directory, key, put, sign, send, received, receive, enclaveKeys,
    announce: () => send("low-keys.json", { kind: "low-keys", transportKey: key.publicKeyPem }),
    /** True when the enclave's transport key signed it. */
    isFromEnclave: async (envelope: unknown) => verifyStatement(envelope, [(await enclaveKeys()).transportKey], EXCHANGE_PAYLOAD_TYPE).ok,
    request: async (model: { readonly endpoint: string; readonly credential: string; readonly at: Date; readonly accessMode?: AccessMode }) => {
      const requestId = newId("drq");
      await send(`request-${requestId}.json`, {
        kind: "determination-requested", requestId, modelDigest: "a".repeat(64), modelName: "scripted-capable", endpoint: model.endpoint,
        sealedCredential: sealTo((await enclaveKeys()).sealingKey, model.credential), requestedAt: model.at.toISOString(), ...(model.accessMode ? { accessMode: model.accessMode } : {}),
      });
      return requestId;
    },
    lease: (requestId: string, at: Date, seconds = LEASE_SECONDS) =>
      send(`lease-${requestId}.json`, { kind: "lease", requestId, issuedAt: at.toISOString(), notAfter: new Date(at.getTime() + seconds * 1000).toISOString() }),
    /** As the low side does once its ledger holds that these results are sealed. */
    recordSealing: async (requestId: string, at: Date) => {
      const results = await receive(`results-${requestId}.json`);
      if (results.kind !== "results-sealed") throw new Error("the results' file holds something else");
      const { determinationId, resultsCommitment } = results;
      await send(`sealing-${requestId}.json`, { kind: "sealing-recorded", requestId, determinationId, resultsCommitment, recordedAt: at.toISOString() });
    },
    endAccess: (requestId: string, at: Date) => send(`access-ended-${requestId}.json`, { kind: "access-ended", requestId, endedAt: at.toISOString() }),
    close: () => rm(directory, { recursive: true }),
  };
}

export type LowSide = Awaited<ReturnType<typeof openLowSide>>;
