import { expect, onTestFinished, test } from "vitest";
import { DELEGATION_PAYLOAD_TYPE, DETERMINATION_PAYLOAD_TYPE, generateSigningKey, openDelegation, openDelegationEnd, openKeyRotation, signStatement, verifyStatement } from "#engines/ledger";
import { sealRow } from "#rooms/access";
import { openDatabase, sql, type Actor, type Database } from "#rooms/platform";
import { holdCeremony } from "../../tests/setup/ceremony.ts";
import { openEnclave, recommendedRequest, someTasks, type Enclave } from "./enclave-scene.fixture.ts";
import { APPOINTMENT_PAYLOAD_TYPE, openDirectorKey, requireDirectorKey } from "./signing-authority.ts";

/** Past the application's role, its grants and row-level security. */
function ownDatabase({ world }: Enclave): Database {
  const db = openDatabase({ url: world.services.configuration.databaseUrl });
  onTestFinished(() => db.close());
  return db;
}

const DAY_MS = 86_400_000;
const WAIT = { timeout: 60_000 };

const openOne = async () => openEnclave({ setsDirectory: await someTasks("ship-log") });

async function seconds(enclave: Enclave) {
  const proven = async (name: string, organisation: string, kind: "platform" | "government", role: "administrator" | "nsa-director" | "consultee"): Promise<Actor> => ({ ...(await enclave.world.person({ organisation, kind, name, roles: [role] })), steppedUp: true });
  return {
    administrator: await proven("Adam", "Enclave operations", "platform", "administrator"),
    dana: await proven("Dana", "Deputy's office", "government", "nsa-director"),
    consultee: await proven("Cora", "Consulted office", "government", "consultee"),
  };
}

const nameDelegate = (enclave: Enclave, as: Actor, personId: string, until: Date) => enclave.world.call("POST", "/keys/delegations", { as, body: { personId, until: until.toISOString() } });
const until = (enclave: Enclave, ms: number) => new Date(enclave.world.services.clock().getTime() + ms);

async function signedBy(enclave: Enclave, requestId: string): Promise<string | undefined> {
  const bundle = await enclave.low.receive(`determination-${requestId}.json`);
  const envelope = bundle.kind === "determination-signed" ? (bundle.determination as { signatures: { keyid: string }[] }) : undefined;
  return envelope?.signatures[0]?.keyid;
}

test("the Director's key is made by two people, and signs nothing before the second has given the fingerprint", WAIT, async () => {
  const enclave = await openOne();
  const { world, low, director } = enclave;
  const { administrator, dana, consultee } = await seconds(enclave);
  const begin = (as: Actor, kind: string) => world.call("POST", "/keys/ceremony", { as, body: { kind } });
  expect((await begin(director, "first")).json.error).toMatchObject({ code: "wrong-state", field: "kind" });
  expect((await begin({ ...director, steppedUp: false }, "rotation")).json.error.code).toBe("step-up-needed");
  // A second Director whom an administrator added hands nothing over.
  expect((await begin(dana, "rotation")).json.error.code).toBe("not-appointed");
  for (const nobody of [administrator, enclave.analyst, consultee]) expect((await begin({ ...nobody, steppedUp: true }, "rotation")).status).toBe(403);

  const begun = (await begin(director, "rotation")).json.ceremonies[0];
  expect((await begin(director, "rotation")).json.error.code).toBe("ceremony-open");
  const confirm = (as: Actor, fingerprint: string) => world.call("POST", "/keys/ceremony/confirmation", { as, body: { fingerprint } });
  // Whoever is to type it in has it from the Director, and not from here.
  const seen = (await world.call("GET", "/keys", { as: administrator })).json;
  expect(seen.ceremonies[0]).toMatchObject({ fingerprint: null, mayConfirm: true });
  expect(JSON.stringify(seen)).not.toContain(begun.fingerprint);
  expect((await confirm(director, begun.fingerprint)).json.error.code).toBe("same-person");
  expect((await confirm(administrator, "0".repeat(64))).json.error).toMatchObject({ code: "another-fingerprint", field: "fingerprint" });
  expect((await confirm(consultee, begun.fingerprint)).status).toBe(403);
  expect((await world.call("GET", "/keys", { as: director })).json.directorKeys).toHaveLength(1);
  expect((await confirm(administrator, begun.fingerprint)).status).toBe(200);
  await world.drain();
  const bundle = await low.receive(`key-${begun.fingerprint.slice(0, 16)}.json`);
  if (bundle.kind !== "director-key-rotated") throw new Error("not a rotation");
  expect(openKeyRotation(bundle.rotation, (await low.enclaveKeys()).directorKey)).toMatchObject({ keyId: begun.fingerprint });
  expect((await world.ledgerKinds()).filter((kind) => kind.startsWith("benchmarking.key-ceremony") || kind === "benchmarking.director-key-made")).toEqual([
    "benchmarking.key-ceremony-begun", "benchmarking.director-key-made", "benchmarking.key-ceremony-begun", "benchmarking.director-key-made",
  ]);
});

test("a ceremony that nobody confirmed is over after a day, and the next can begin", WAIT, async () => {
  const enclave = await openOne();
  const { world, director } = enclave;
  const { administrator } = await seconds(enclave);
  const begun = (await world.call("POST", "/keys/ceremony", { as: director, body: { kind: "rotation" } })).json.ceremonies[0];
  world.pass(DAY_MS);
  expect((await world.call("POST", "/keys/ceremony/confirmation", { as: administrator, body: { fingerprint: begun.fingerprint } })).status).toBe(404);
  expect((await world.call("POST", "/keys/ceremony", { as: director, body: { kind: "rotation" } })).status).toBe(201);
});

test("after a rotation the new key signs, and the old one no more", WAIT, async () => {
  const enclave = await openOne();
  const { world, director } = enclave;
  const { requestId } = await recommendedRequest(enclave);
  const fingerprint = await holdCeremony(world, director, "rotation");
  expect((await enclave.act(director, requestId, "signature", { outcome: "covered" })).status).toBe(201);
  await world.drain();
  expect(await signedBy(enclave, requestId)).toBe(fingerprint);
});

test("a lost key is replaced without the old one's word, which the low side is only offered", WAIT, async () => {
  const enclave = await openOne();
  const { world, low } = enclave;
  const { dana } = await seconds(enclave);
  const fingerprint = await holdCeremony(world, dana, "replacement");
  expect(await low.receive(`key-${fingerprint.slice(0, 16)}.json`)).toMatchObject({ kind: "director-key-offered", directorKeyId: fingerprint });
  // The key before it, and with it who was the Director by it, is out of force.
  expect((await world.call("GET", "/keys", { as: enclave.director })).json).toMatchObject({ standing: "none", directors: [{ name: "Dana" }] });
});

test("a delegate signs in the Director's stead, with a key of their own, until the instant that the Director signed", WAIT, async () => {
  const enclave = await openOne();
  const { world, low, director } = enclave;
  const { dana } = await seconds(enclave);
  const { requestId } = await recommendedRequest(enclave);
  const sign = (as: Actor) => enclave.act(as, requestId, "signature", { outcome: "covered" });
  expect((await sign(dana)).json.error.code).toBe("not-appointed");
  expect((await enclave.read(dana, requestId)).acts).not.toContain("sign");
  expect((await nameDelegate(enclave, director, dana.personId, until(enclave, -1))).json.error).toMatchObject({ code: "bad-end", field: "until" });
  expect((await nameDelegate(enclave, director, dana.personId, until(enclave, 91 * DAY_MS))).json.error).toMatchObject({ code: "bad-end", field: "until" });
  expect((await nameDelegate(enclave, director, enclave.analyst.personId, until(enclave, DAY_MS))).json.error).toMatchObject({ code: "not-delegable", field: "personId" });
  expect((await nameDelegate(enclave, director, dana.personId, until(enclave, DAY_MS))).status).toBe(201);
  expect((await world.call("GET", "/inbox", { as: dana })).json.entries).toContainEqual(expect.objectContaining({ kind: "benchmarking.delegate-named", link: "/keys" }));
  // A delegate names nobody.
  expect((await nameDelegate(enclave, dana, enclave.analyst.personId, until(enclave, DAY_MS))).json.error.code).toBe("not-appointed");
  expect((await enclave.read(dana, requestId)).acts).toContain("sign");

  world.pass(DAY_MS);
  expect((await sign(dana)).json.error.code).toBe("not-appointed");
  await nameDelegate(enclave, director, dana.personId, until(enclave, DAY_MS));
  expect((await sign(dana)).status).toBe(201);
  await world.drain();
  const { directorKey } = await low.enclaveKeys();
  const made = (await low.received()).filter(({ name }) => name.startsWith("delegation-")).map(({ payload }) => openDelegation(JSON.parse(payload).delegation, directorKey));
  expect(made.map(({ keyId }) => keyId)).toContain(await signedBy(enclave, requestId));
  expect((await world.ledgerKinds()).filter((kind) => kind === "benchmarking.delegate-named")).toHaveLength(2);
});

test("the Director ends a delegation before its time, and putting the row back revives it for nobody", WAIT, async () => {
  const enclave = await openOne();
  const { world, low, director } = enclave;
  const { dana } = await seconds(enclave);
  const { requestId } = await recommendedRequest(enclave);
  const { delegations } = (await nameDelegate(enclave, director, dana.personId, until(enclave, DAY_MS))).json;
  const owner = ownDatabase(enclave);
  const before = await owner.find<{ row: object }>(sql`SELECT to_jsonb(d) AS row FROM benchmarking.delegation d`);
  expect((await world.call("POST", "/keys/delegations/end", { as: dana, body: { delegationId: delegations[0].id } })).json.error.code).toBe("not-appointed");
  expect((await world.call("POST", "/keys/delegations/end", { as: director, body: { delegationId: delegations[0].id } })).json.delegations[0]).toMatchObject({ live: false });
  await world.drain();
  const told = (await low.received()).find(({ name }) => name.startsWith("delegation-end-"));
  expect(openDelegationEnd(JSON.parse(told?.payload ?? "").end, (await low.enclaveKeys()).directorKey).delegationId).toBe(delegations[0].id);
  await owner.execute(sql`DELETE FROM benchmarking.delegation`);
  await owner.execute(sql`INSERT INTO benchmarking.delegation SELECT * FROM jsonb_populate_record(NULL::benchmarking.delegation, ${JSON.stringify(before?.row)}::jsonb)`);
  expect((await enclave.act(dana, requestId, "signature", { outcome: "covered" })).json.error.code).toBe("not-appointed");
});

test("another Director takes the Director's word, not an administrator's, and both stand in the ledger", WAIT, async () => {
  const enclave = await openOne();
  const { world, director } = enclave;
  const { dana, administrator } = await seconds(enclave);
  const { requestId } = await recommendedRequest(enclave);
  const appoint = (as: Actor) => world.call("POST", "/keys/directors", { as, body: { personId: dana.personId } });
  expect((await appoint(administrator)).status).toBe(403);
  expect((await appoint(dana)).json.error.code).toBe("not-appointed");
  expect((await enclave.act(dana, requestId, "signature", { outcome: "covered" })).json.error.code).toBe("not-appointed");
  const { directors } = (await appoint(director)).json;
  expect(directors.map(({ name }: { name: string }) => name)).toEqual(["Dora", "Dana"]);
  // The first Director leaves; the last one cannot.
  expect((await world.call("POST", "/keys/directors/end", { as: dana, body: { appointmentId: directors[0].id } })).status).toBe(200);
  expect((await enclave.act(director, requestId, "signature", { outcome: "covered" })).json.error.code).toBe("not-appointed");
  expect((await world.call("POST", "/keys/directors/end", { as: dana, body: { appointmentId: directors[1].id } })).json.error.code).toBe("last-director");
  expect((await enclave.act(dana, requestId, "signature", { outcome: "covered" })).status).toBe(201);
  expect((await world.ledgerKinds()).filter((kind) => kind.startsWith("benchmarking.director-appointed") || kind === "benchmarking.appointment-ended")).toEqual(["benchmarking.director-appointed", "benchmarking.director-appointed", "benchmarking.appointment-ended"]);
});

/** What the owner of the enclave's database writes, to let a person of their own sign. */
const FORGERIES: readonly { readonly tries: string; readonly write: (enclave: Enclave, owner: Database, mallory: Actor) => Promise<unknown> }[] = [
  {
    tries: "an appointment signed by a key of their own",
    write: ({ world }, owner, { personId }) => {
      const statement = signStatement({ payloadType: APPOINTMENT_PAYLOAD_TYPE, payload: { appointmentId: "apt_00000000000000000000", personId, appointedAt: world.services.clock().toISOString() } }, generateSigningKey().privateKeyPem);
      return owner.execute(sql`INSERT INTO benchmarking.appointment (id, person_id, statement, appointed_at) VALUES ('apt_00000000000000000000', ${personId}, ${JSON.stringify(statement)}, ${world.services.clock()})`);
    },
  },
  { tries: "the Director's own appointment, in another's name", write: (_enclave, owner, { personId }) => owner.execute(sql`UPDATE benchmarking.appointment SET person_id = ${personId}`) },
  {
    tries: "a delegation signed by a key of their own",
    write: (_enclave, owner, { personId }) => {
      const key = generateSigningKey();
      const payload = { delegationId: "dlg_00000000000000000000", keyId: key.keyId, publicKey: key.publicKeyPem, validFrom: "2026-01-01T00:00:00.000Z", validUntil: "2027-01-01T00:00:00.000Z" };
      const statement = signStatement({ payloadType: DELEGATION_PAYLOAD_TYPE, payload }, key.privateKeyPem);
      return owner.execute(sql`INSERT INTO benchmarking.delegation (id, person_id, sealed_record, statement, valid_from, valid_until)
        VALUES ('dlg_00000000000000000000', ${personId}, ${personId}, ${JSON.stringify(statement)}, '2026-01-01', '2027-01-01')`);
    },
  },
  {
    tries: "a delegate's row, in another's name",
    write: async (enclave, owner, { personId }) => {
      const { dana } = await seconds(enclave);
      await nameDelegate(enclave, enclave.director, dana.personId, until(enclave, DAY_MS));
      await owner.execute(sql`UPDATE benchmarking.delegation SET person_id = ${personId}`);
    },
  },
  {
    tries: "a Director's key of their own, and the role with its act in the ledger",
    write: async (_enclave, owner, { personId }) => {
      const key = generateSigningKey();
      await owner.execute(sql`UPDATE benchmarking.director_key SET sealed_record = ${JSON.stringify({ keyId: key.keyId, publicKeyPem: key.publicKeyPem, secretName: "enclave-transport" })}`);
      await owner.execute(sql`UPDATE access.person SET roles = '{nsa-director}' WHERE id = ${personId}`);
    },
  },
  { tries: "nothing at all where the keys stood, so that there seems never to have been a Director", write: (_enclave, owner) => owner.execute(sql`DELETE FROM benchmarking.director_key`) },
];

test.each(FORGERIES)("whoever writes into the enclave's database $tries lets nobody sign, and sends nothing that holds", WAIT, async ({ write }) => {
  const enclave = await openOne();
  const { world, low } = enclave;
  const { requestId } = await recommendedRequest(enclave);
  const mallory: Actor = { ...(await world.person({ organisation: "Mallory's office", kind: "government", name: "Mallory", roles: ["nsa-director"] })), steppedUp: true };
  const { directorKey } = await low.enclaveKeys();
  await write(enclave, ownDatabase(enclave), mallory);
  await sealRow(world.services, world.services.db, "person", mallory.personId);
  const signed = await enclave.act(mallory, requestId, "signature", { outcome: "covered" });
  expect(["not-appointed", "record-altered"]).toContain(signed.json.error.code);
  const begun = await world.call("POST", "/keys/ceremony", { as: mallory, body: { kind: "first" } });
  expect(begun.status).toBeGreaterThanOrEqual(400);
  await world.drain();
  const left = (await low.received()).filter(({ name }) => name.startsWith("determination-"));
  expect(left.filter(({ payload }) => verifyStatement(JSON.parse(payload).determination, [directorKey], DETERMINATION_PAYLOAD_TYPE).ok)).toEqual([]);
});

test("a key that somebody took out of the tables stays the Director's in the house's files, which the tables do not open", WAIT, async () => {
  const { world } = await openOne();
  const key = await requireDirectorKey(world.services, world.services.db);
  const pem = openDirectorKey(world.services, key);
  const rows = JSON.stringify([await world.services.db.query(sql`SELECT * FROM benchmarking.director_key`), await world.services.db.query(sql`SELECT * FROM benchmarking.key_ceremony`), await world.services.db.query(sql`SELECT * FROM benchmarking.delegation`)]);
  expect(rows).not.toContain(pem.split("\n")[1]);
});
