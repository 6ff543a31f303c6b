import { generateKeyPairSync } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Provider } from "oidc-provider";
import { memoryStore } from "./memory-store.ts";

/*
 * An organisation's own identity provider: a real OpenID Connect provider over HTTP, with one client and a few people.
 * Whoever is sent there chooses on its page who they are; it remembers them by its own cookie, as such providers do.
 */

export interface ProviderPerson {
  /** How the provider knows the person, whatever their address. */
  readonly subject: string;
  readonly email: string;
  readonly emailVerified: boolean;
}

export interface IdentityProvider {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /**
   * Does what a browser does whose person chooses `subject` on the provider's page: follows the redirects from `url` with
   * its own cookies, and gives the query that the provider sends the browser back with.
   */
  walk(url: string, subject: string): Promise<string>;
  close(): Promise<void>;
}

const CLIENT_ID = "breakwater";
const MAX_STEPS = 12;
const TEN_MINUTES = 600;

/** Starts the provider on a free port of this machine. */
export async function startIdentityProvider(options: { readonly redirectUri: string; readonly people: readonly ProviderPerson[]; readonly clientSecret: string }): Promise<IdentityProvider> {
  const server = createServer();
  const port = await new Promise<number>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => resolve((server.address() as AddressInfo).port));
  });
  const issuer = `http://127.0.0.1:${port}`;
  const provider = openProvider(issuer, options);
  const answer = provider.callback();
  server.on("request", (request: IncomingMessage, response: ServerResponse) => {
    const id = /^\/choose\/[^/?]+/.exec(request.url ?? "")?.[0];
    if (!id) return void answer(request, response);
    choose(provider, { request, response, people: options.people }).catch((error: unknown) => {
      response.writeHead(500).end(String(error));
    });
  });
  return {
    issuer, clientId: CLIENT_ID, clientSecret: options.clientSecret,
    walk: (url, subject) => walk({ url, subject, issuer, redirectUri: options.redirectUri }),
    close: () => new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    }),
  };
}

function openProvider(issuer: string, { redirectUri, people, clientSecret }: Parameters<typeof startIdentityProvider>[0]): Provider {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  return new Provider(issuer, {
    adapter: memoryStore(),
    jwks: { keys: [{ ...privateKey.export({ format: "jwk" }), kty: "RSA", use: "sig", alg: "RS256" }] },
    ttl: { Interaction: TEN_MINUTES, Grant: TEN_MINUTES, Session: TEN_MINUTES, AccessToken: TEN_MINUTES, IdToken: TEN_MINUTES, AuthorizationCode: TEN_MINUTES },
    clients: [{ client_id: CLIENT_ID, client_secret: clientSecret, redirect_uris: [redirectUri], response_types: ["code"], grant_types: ["authorization_code"] }],
    claims: { openid: ["sub"], email: ["email", "email_verified"] },
    features: { devInteractions: { enabled: false } },
    pkce: { required: () => true },
    cookies: { keys: [clientSecret] },
    interactions: { url: (_context, interaction) => `/choose/${interaction.uid}` },
    findAccount: (_context, subject) => {
      const person = people.find((one) => one.subject === subject);
      return person && { accountId: subject, claims: () => ({ sub: subject, email: person.email, email_verified: person.emailVerified }) };
    },
    // Nobody is asked for consent: the client is the organisation's own.
    loadExistingGrant: async (context) => {
      const grant = new context.oidc.provider.Grant({ clientId: context.oidc.client?.clientId ?? "", accountId: context.oidc.session?.accountId ?? "" });
      grant.addOIDCScope("openid email");
      await grant.save();
      return grant;
    },
  });
}

async function choose(provider: Provider, { request, response, people }: { readonly request: IncomingMessage; readonly response: ServerResponse; readonly people: readonly ProviderPerson[] }): Promise<void> {
  if (request.method === "POST") {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const accountId = new URLSearchParams(Buffer.concat(chunks).toString("utf8")).get("subject") ?? "";
    return provider.interactionFinished(request, response, { login: { accountId } }, { mergeWithLastSubmission: false });
  }
  await provider.interactionDetails(request, response);
  const buttons = people.map(({ subject, email }) => `<button name="subject" value="${encodeURI(subject)}">${encodeURI(email)}</button>`);
  response.writeHead(200, { "content-type": "text/html; charset=utf-8" });
  response.end(`<!doctype html><html lang="en"><title>Who are you?</title><h1>Who are you?</h1><form method="post">${buttons.join("")}</form></html>`);
}

async function walk({ url, subject, issuer, redirectUri }: { readonly url: string; readonly subject: string; readonly issuer: string; readonly redirectUri: string }): Promise<string> {
  const cookies = new Map<string, string>();
  let next = url;
  for (let step = 0; step < MAX_STEPS; step += 1) {
    const chooses = next.startsWith(`${issuer}/choose/`);
    const response = await fetch(next, {
      redirect: "manual",
      headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join("; "), ...(chooses ? { "content-type": "application/x-www-form-urlencoded" } : {}) },
      ...(chooses ? { method: "POST", body: new URLSearchParams({ subject }).toString() } : {}),
    });
    for (const cookie of response.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      cookies.set(name, value);
    }
    const location = response.headers.get("location");
    if (location === null) throw new Error(`The provider answered ${response.status} at ${next}: ${(await response.text()).slice(0, 500)}`);
    next = new URL(location, next).href;
    if (next.startsWith(redirectUri)) return new URL(next).search.slice(1);
  }
  throw new Error(`The provider sent the browser on more than ${MAX_STEPS} times`);
}
