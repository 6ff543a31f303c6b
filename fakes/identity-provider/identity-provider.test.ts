import { createHash } from "node:crypto";
import { expect, onTestFinished, test } from "vitest";
import { startIdentityProvider } from "./index.ts";

const REDIRECT = "http://127.0.0.1:8420/sign-in/provider/return";

test("a person who is sent there comes back with a code, under the state that they left with", async () => {
  const provider = await startIdentityProvider({ redirectUri: REDIRECT, clientSecret: "s".repeat(40), people: [{ subject: "ada", email: "ada@lab.example", emailVerified: true }] });
  onTestFinished(() => provider.close());
  const { issuer, authorization_endpoint: endpoint } = (await (await fetch(`${provider.issuer}/.well-known/openid-configuration`)).json()) as Record<string, string>;
  expect(issuer).toBe(provider.issuer);
  const challenge = createHash("sha256").update("v".repeat(43)).digest("base64url");
  const query = new URLSearchParams({ client_id: provider.clientId, response_type: "code", redirect_uri: REDIRECT, scope: "openid email", state: "left", nonce: "n", code_challenge: challenge, code_challenge_method: "S256" });
  const answer = new URLSearchParams(await provider.walk(`${endpoint}?${query}`, "ada"));
  expect(answer.get("state")).toBe("left");
  expect(answer.get("iss")).toBe(provider.issuer);
  expect(answer.get("code")).toMatch(/^[\w-]{20,}$/);
});
