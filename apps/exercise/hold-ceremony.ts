import { createClient, createEnclaveClient, type Client, type EnclaveOperations } from "#api-client";
import type { Exercise } from "./exercise.types.ts";

/**
 * The Director's key is made by two people: the Director begins, and somebody else types in the fingerprint that is read
 * out. Where an earlier play made one already, the Director of then appoints the one of this play.
 */
export async function holdCeremony(exercise: Exercise, director: string, second: string): Promise<void> {
  const { person } = await exercise.inEnclave(director).call("GET /session");
  const own = await proveAnew(exercise, person.id);
  const { directorKeys, standing } = await own.call("GET /keys");
  if (standing === "director") return;
  if (directorKeys.length > 0) return appointSuccessor(exercise, person.id);
  const { ceremonies } = await own.call("POST /keys/ceremony", { body: { kind: "first" } });
  const fingerprint = ceremonies[0]?.fingerprint;
  if (!fingerprint) throw new Error("The ceremony shows no fingerprint to whoever began it");
  const other = await proveAnew(exercise, (await exercise.inEnclave(second).call("GET /session")).person.id);
  await exercise.mustRefuse("the Director confirming the own key", "same-person", () => own.call("POST /keys/ceremony/confirmation", { body: { fingerprint } }));
  await exercise.mustRefuse("a fingerprint that differs in one digit", "another-fingerprint", () => other.call("POST /keys/ceremony/confirmation", { body: { fingerprint: changeDigit(fingerprint) } }));
  await other.call("POST /keys/ceremony/confirmation", { body: { fingerprint } });
}

const changeDigit = (text: string): string => (text.startsWith("0") ? "1" : "0") + text.slice(1);

async function appointSuccessor(exercise: Exercise, personId: string): Promise<void> {
  const { people } = await createClient({ baseUrl: exercise.enclave }).call("GET /exercise/people");
  for (const { id, roles } of people) {
    if (id === personId || !roles.includes("nsa-director")) continue;
    const director = await proveAnew(exercise, id);
    if ((await director.call("GET /keys")).standing !== "director") continue;
    await director.call("POST /keys/directors", { body: { personId } });
    return;
  }
  throw new Error("Nobody of an earlier play is the Director");
}

/** A session of its own with a fresh proof, so that the person's other session has none later on. */
async function proveAnew({ enclave }: Exercise, personId: string): Promise<Client<EnclaveOperations>> {
  const { token } = await createClient({ baseUrl: enclave }).call("POST /exercise/sign-in", { body: { personId, carrier: "token" } });
  const proven = await createEnclaveClient({ baseUrl: enclave, token: token ?? "" }).call("POST /session/step-up", { body: { method: "exercise" } });
  return createEnclaveClient({ baseUrl: enclave, token: proven.token ?? token ?? "" });
}
