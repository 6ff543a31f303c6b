import { createEnclaveClient, type Client, type EnclaveOperations } from "#api-client";
import { withFreshProof } from "./ask-fresh-proof.ts";
import { UsageError } from "./cli-error.ts";
import { EXIT, type Command, type Given, type OptionSpec, type Operand, type Talk } from "./command.types.ts";
import { readInput } from "./read-input.ts";

const DEFAULT_ADDRESS = "http://127.0.0.1:8421";
const MOST_TEXT_BYTES = 64 * 1024;

/** The enclave is a house of its own: its address, its people and its tokens are not the harbour's. */
export const enclaveOption = {
  enclave: { value: "URL", help: `the enclave (default: BREAKWATER_ENCLAVE, else ${DEFAULT_ADDRESS}); who you are there is told by BREAKWATER_ENCLAVE_TOKEN` },
} as const satisfies Record<string, OptionSpec>;

export const SIGN_IN_DETAILS = "Sign in to the enclave first: `breakwater sign-in redeem LINK --server ENCLAVE` prints the token for BREAKWATER_ENCLAVE_TOKEN. It runs on the enclave's own machine, and nothing of it crosses to the harbour.";

export function connectEnclave(given: Given, talk: Talk): Client<EnclaveOperations> {
  const address = given.text("enclave") ?? talk.surroundings.env["BREAKWATER_ENCLAVE"] ?? DEFAULT_ADDRESS;
  if (!/^https?:$/.test(URL.parse(address)?.protocol ?? "")) throw new UsageError(`--enclave ${address}: give an address such as ${DEFAULT_ADDRESS}.`);
  const token = talk.surroundings.env["BREAKWATER_ENCLAVE_TOKEN"];
  const options = { baseUrl: address.replace(/\/+$/, ""), ...(token ? { token } : {}) };
  return withFreshProof((proof) => createEnclaveClient({ ...options, ...(proof ? { proof } : {}) }), talk);
}

interface Question<Reply> extends Pick<Command, "verb" | "summary" | "details" | "examples"> {
  readonly operands?: readonly Operand[];
  readonly options?: Readonly<Record<string, OptionSpec>>;
  ask(api: Client<EnclaveOperations>, given: Given, talk: Talk): Promise<Reply>;
  /** The reply for a person; with `--json` it is printed as it came. */
  tell(reply: Reply): string | readonly string[];
}

/** The command that asks the enclave and shows its reply. */
export function askEnclave<Reply>({ ask, tell, operands = [], options = {}, ...rest }: Question<Reply>): Command {
  return {
    noun: "enclave",
    ...rest,
    details: [rest.details, SIGN_IN_DETAILS].filter((text) => text !== undefined).join(" "),
    operands,
    options: { ...options, ...enclaveOption },
    async run(given, talk) {
      const reply = await ask(connectEnclave(given, talk), given, talk);
      talk.answer(reply, tell(reply));
      return EXIT.done;
    },
  };
}

/** Text that was given itself, or as `@FILE` (`@-` for standard input). */
export async function readText(text: string, talk: Talk): Promise<string> {
  if (!text.startsWith("@")) return text;
  const bytes = await readInput(text.slice(1), talk, MOST_TEXT_BYTES);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes).trim();
  } catch (error) {
    throw new UsageError(`${text.slice(1)}: not UTF-8 text (${error instanceof Error ? error.message : ""}).`);
  }
}
