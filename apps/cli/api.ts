import { createClient, type Client, type Operations } from "#api-client";
import { withFreshProof } from "./ask-fresh-proof.ts";
import { UsageError } from "./cli-error.ts";
import type { Given, OptionSpec, Talk } from "./command.types.ts";

/** The option of every command that talks to a server. The token is no option: others on the machine can read those. */
export const serverOption = {
  server: { value: "URL", help: "the server (default: BREAKWATER_SERVER); who you are is told by BREAKWATER_TOKEN" },
} as const satisfies Record<string, OptionSpec>;

/** The server's address, without a slash at its end. */
export function readAddress(given: Given, talk: Talk): string {
  const address = given.text("server") ?? talk.surroundings.env["BREAKWATER_SERVER"] ?? "";
  if (address === "") throw new UsageError("There is no server to ask: give --server URL or set BREAKWATER_SERVER.");
  if (!/^https?:$/.test(URL.parse(address)?.protocol ?? "")) throw new UsageError(`--server ${address}: give an address such as http://127.0.0.1:8420.`);
  return address.replace(/\/+$/, "");
}

/** The API as the person whose token is in the environment, who is asked for a fresh proof where it takes one; as nobody without one. */
export function connect(given: Given, talk: Talk): Client<Operations> {
  const token = talk.surroundings.env["BREAKWATER_TOKEN"];
  const options = { baseUrl: readAddress(given, talk), ...(token ? { token } : {}) };
  return withFreshProof((proof) => createClient({ ...options, ...(proof ? { proof } : {}) }), talk);
}
