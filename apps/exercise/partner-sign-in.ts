import { randomBytes } from "node:crypto";
import { createClient, type Operations } from "#api-client";
import { startIdentityProvider } from "#fakes/identity-provider";

/** Whom the partner's provider knows, and nobody has invited. */
export const STRANGER = "stranger@exercise.example";

/** The sign-in of one organisation's own: a real OpenID Connect provider that knows its people, and one stranger. */
export interface PartnerSignIn {
  /**
   * The organisation's manager, by their session token, registers the provider, and an administrator is the second person
   * whom that takes; returns the token that a fresh proof gave the manager.
   */
  register(manager: string, organisationId: string, administrator: string): Promise<string>;
  /** Goes to the provider as a browser does, is there whoever has this address, and brings back what it vouches for. */
  signIn(email: string): Promise<Operations["POST /sign-in/provider/answer"]["reply"]>;
}

export async function openPartnerSignIn(url: string, emails: readonly string[]): Promise<PartnerSignIn> {
  const people = [...emails, STRANGER].map((email) => ({ subject: email, email, emailVerified: true }));
  const provider = await startIdentityProvider({ redirectUri: `${url}/sign-in/provider/return`, clientSecret: randomBytes(24).toString("base64url"), people });
  const anonymous = createClient({ baseUrl: url });
  let providerId = "";
  return {
    register: async (manager, organisationId, administrator) => {
      const token = await proveAnew(url, manager);
      const { issuer, clientId, clientSecret } = provider;
      const { id } = await createClient({ baseUrl: url, token }).call("PUT /organisations/{id}/provider", { params: { id: organisationId }, body: { issuer, clientId, clientSecret } });
      const second = createClient({ baseUrl: url, token: await proveAnew(url, administrator) });
      providerId = (await second.call("POST /proposals/{id}/confirmation", { params: { id } })).id;
      return token;
    },
    signIn: async (email) => {
      const begun = await anonymous.call("POST /sign-in/provider", { body: { providerId, purpose: "sign-in" } });
      const answer = await provider.walk(begun.url, email);
      return anonymous.call("POST /sign-in/provider/answer", { body: { attempt: begun.attempt, answer, carrier: "token" } });
    },
  };
}

async function proveAnew(url: string, token: string): Promise<string> {
  return (await createClient({ baseUrl: url, token }).call("POST /session/step-up", { body: { method: "exercise" } })).token ?? "";
}
