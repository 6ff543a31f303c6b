import type { Actor } from "#rooms/platform";
import { requireOk } from "./clearinghouse.ts";
import type { World } from "./world.ts";

/** The Director's first key, made as it is made: the Director begins, and a second person gives the fingerprint that is read out. */
export async function holdCeremony(world: World, director: Actor, kind: "first" | "rotation" | "replacement" = "first"): Promise<string> {
  const second: Actor = { ...(await world.person({ organisation: "Enclave operations", kind: "platform", name: "Sid Second", roles: ["administrator"] })), steppedUp: true };
  const begun = await requireOk(world.call("POST", "/keys/ceremony", { as: { ...director, steppedUp: true }, body: { kind } }));
  const { fingerprint } = begun.ceremonies[0];
  await requireOk(world.call("POST", "/keys/ceremony/confirmation", { as: second, body: { fingerprint } }));
  await world.drain();
  return fingerprint;
}
