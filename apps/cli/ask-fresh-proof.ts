import { setTimeout as pause } from "node:timers/promises";
import { ApiError, type Client, type EnclaveOperations, type Operations } from "#api-client";
import { CliError } from "./cli-error.ts";
import { EXIT, type Talk } from "./command.types.ts";
import { toShownText } from "./show-text.rules.ts";

const ASK_EVERY_MS = 1000;
/** Longer than the server keeps the question, should its clock and ours differ. */
const ASK_AT_MOST = 330;

type Asked = Operations["POST /proof-requests"]["body"];
type LooseCall = (name: string, input?: { readonly params?: Readonly<Record<string, string>> }) => Promise<unknown>;

/**
 * The API for somebody at a terminal, which holds no passkey: where the server wants a fresh proof, the person is told a
 * code to type in the browser, and the same request is made once more when they have.
 */
export function withFreshProof<Side extends Operations | EnclaveOperations>(make: (proof?: string) => Client<Side>, talk: Talk): Client<Side> {
  const api = make();
  const call: LooseCall = async (name, input) => {
    try {
      return await (api.call as LooseCall)(name, input);
    } catch (error) {
      if (!(error instanceof ApiError) || error.code !== "step-up-needed") throw error;
      const proof = await waitForProof(api, talk, toAsked(name, input?.params));
      return (make(proof).call as LooseCall)(name, input);
    }
  };
  // The operations' types are the client's own; this only tries twice.
  return { call } as unknown as Client<Side>;
}

/** The very request, and the record in its path. */
function toAsked(name: string, params: Readonly<Record<string, string>> = {}): Asked {
  const [method, path = "/"] = name.split(" ");
  return { method: method as Asked["method"], path: path.replace(/\{([a-zA-Z]+)\}/g, (_whole, key: string) => encodeURIComponent(params[key] ?? "")), subject: params["id"] ?? null };
}

async function waitForProof(api: Pick<Client<Operations>, "call">, talk: Talk, body: Asked): Promise<string> {
  const { request, code, address } = await api.call("POST /proof-requests", { body });
  // On stderr with --json too: without the code nobody can confirm.
  talk.surroundings.stderr(toShownText(`This takes a fresh proof that it is you. Open ${address}, and confirm there ${request.method} ${request.path} with the code ${code} before ${request.expiresAt}.`) + "\n");
  for (let asked = 0; asked < ASK_AT_MOST; asked += 1) {
    const { state } = await api.call("GET /proof-requests/{id}", { params: { id: request.id } });
    if (state === "confirmed") return request.id;
    if (state === "refused") throw new CliError(EXIT.refused, "proof-refused", "You refused this in the browser.");
    if (state !== "waiting") break;
    await rest(talk.surroundings.signal);
  }
  throw new CliError(EXIT.refused, "proof-not-given", "Nobody confirmed this in time. Run the command again.");
}

async function rest(signal: AbortSignal): Promise<void> {
  try {
    await pause(ASK_EVERY_MS, undefined, { signal });
  } catch (error) {
    throw new CliError(EXIT.refused, "proof-not-given", "Stopped before anybody confirmed this.", { cause: error });
  }
}
