import { createClient, type Client, type Operations } from "#api-client";
import { UsageError } from "./cli-error.ts";
import type { Given, OptionSpec, Talk } from "./command.types.ts";

/** The option of every command that talks to a server. The token is no option: others on the machine can read those. */
export const serverOption = {
  server: { value: "URL", help: "the server (default: BREAKWATER_SERVER); who you are is told by BREAKWATER_TOKEN" },
} as const satisfies Record<string, OptionSpec>;

/** The API as the person whose token is in the environment; as nobody without one. */
export function connect(given: Given, talk: Talk): Client<Operations> {
  const { env } = talk.surroundings;
  const address = given.text("server") ?? env["BREAKWATER_SERVER"] ?? "";
  if (address === "") throw new UsageError("There is no server to ask: give --server URL or set BREAKWATER_SERVER.");
  if (!/^https?:$/.test(URL.parse(address)?.protocol ?? "")) throw new UsageError(`--server ${address}: give an address such as http://127.0.0.1:8420.`);
  const token = env["BREAKWATER_TOKEN"];
  return createClient({ baseUrl: address.replace(/\/+$/, ""), ...(token ? { token } : {}) });
}
