import { startAuthentication, startRegistration, WebAuthnError } from "@simplewebauthn/browser";
import { api, ApiError } from "../api.ts";
import type { Operations } from "../api.ts";
import { t } from "../messages.ts";
import { goToProvider } from "./provider.ts";

type Question = Operations["POST /sign-in/passkey/options"]["reply"];
type Assertion = Operations["POST /sign-in/passkey"]["body"]["assertion"];
type Creation = Operations["POST /passkeys/options"]["reply"];
type Registration = Operations["POST /passkeys"]["body"]["registration"];

/** Asks the person's authenticator to answer a question of ours. */
async function answer(question: Question): Promise<Assertion> {
  // An authenticator's answer is checked by the server; what else a browser adds to it stays here.
  const { id, rawId, response, type } = await overcome(() => startAuthentication({ optionsJSON: question as never }));
  const { clientDataJSON, authenticatorData, signature, userHandle } = response;
  return { id, rawId, type, clientExtensionResults: {}, response: { clientDataJSON, authenticatorData, signature, ...(userHandle ? { userHandle } : {}) } };
}

export async function signInWithPasskey(): Promise<void> {
  const question = await api.call("POST /sign-in/passkey/options");
  await api.call("POST /sign-in/passkey", { body: { assertion: await answer(question), carrier: "cookie" } });
}

/** Makes a new passkey on the person's authenticator. */
async function make(options: Creation): Promise<Registration> {
  const { id, rawId, response, type } = await overcome(() => startRegistration({ optionsJSON: options as never }));
  const { clientDataJSON, attestationObject, transports } = response;
  return { id, rawId, type, clientExtensionResults: {}, response: { clientDataJSON, attestationObject, transports: transports ?? [] } };
}

/** Makes a new passkey and gives it to the server under this name. */
export async function addPasskey(name: string): Promise<void> {
  await api.call("POST /passkeys", { body: { name, registration: await make(await api.call("POST /passkeys/options")) } });
}

/** A mailed link as the server knows it: its secret, and what it is for. */
export type HeldLink = Operations["POST /link/question"]["body"];

/** Binds a new passkey to a mailed link; the secret that stands for both from now on. */
export async function bindPasskey(link: HeldLink, name: string): Promise<string> {
  const registration = await make(await api.call("POST /link/passkeys/options", { body: link }));
  return (await api.call("POST /link/passkeys/binding", { body: { ...link, name, registration } })).token;
}

/** Shows the passkey that a mailed link asks for; the secret that stands for both. */
export async function openWithPasskey(link: HeldLink): Promise<string> {
  const assertion = await answer(await api.call("POST /link/question", { body: link }));
  return (await api.call("POST /link/proof", { body: { ...link, assertion } })).token;
}

/** Proves anew that it is the person, by the best way they have. `away`: the browser is on its way to their organisation's own sign-in. */
export async function proveAgain(): Promise<"proved" | "away" | "nothing"> {
  const { methods, passkey, providerId } = await api.call("POST /session/step-up/options");
  if (passkey) await api.call("POST /session/step-up", { body: { method: "passkey", assertion: await answer(passkey) } });
  else if (methods.includes("exercise")) await api.call("POST /session/step-up", { body: { method: "exercise" } });
  else if (providerId) {
    await goToProvider(providerId, "step-up", `${location.pathname}${location.search}`);
    return "away";
  } else return "nothing";
  return "proved";
}

// Passkeys are bound to a name; at an address in figures there is none, and no browser asks for them.
const IN_FIGURES = /^[\d.]+$|:/;

/** What a browser says when its person closed the dialog or has no passkey, in words that help. */
async function overcome<Result>(ask: () => Promise<Result>): Promise<Result> {
  if (IN_FIGURES.test(location.hostname)) throw new ApiError(0, "passkey-not-given", t("passkey.needsName", { address: `http://localhost:${location.port}` }));
  try {
    return await ask();
  } catch (error) {
    const isKnown = error instanceof WebAuthnError && error.code === "ERROR_AUTHENTICATOR_PREVIOUSLY_REGISTERED";
    throw new ApiError(0, "passkey-not-given", t(isKnown ? "passkey.known" : "passkey.notGiven"));
  }
}
