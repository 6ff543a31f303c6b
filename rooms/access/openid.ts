import type { Services } from "#rooms/platform";
import * as openid from "openid-client";
import { AccessRefusal } from "./access.errors.ts";

/*
 * The one place that speaks OpenID Connect: authorisation code with PKCE (RFC 7636), state, nonce, the issuer checked in
 * the answer (RFC 9207) and in the ID token (OpenID Connect Core 1.0, section 3.1.3.7). What a provider says is hostile.
 */
const CLOCK_TOLERANCE_SECONDS = 60;
// How long ago a fresh sign-in at the provider may have been when its answer is redeemed.
const FRESH_SECONDS = 300;

export interface ProviderAccess {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

/** What an attempt remembers to check the answer by. Secret. */
export interface AttemptChecks {
  readonly state: string;
  readonly nonce: string;
  readonly codeVerifier: string;
}

/** What the provider vouches for. */
export interface Vouched {
  readonly subject: string;
  /** Only an address that the provider has verified itself. */
  readonly verifiedEmail: string | undefined;
  /** When the person last signed in there. */
  readonly signedInAt: Date | undefined;
}

/** Reads the provider's own description of itself; a refusal when it is none or speaks of another issuer. */
export async function discoverProvider(services: Services, { issuer, clientId, clientSecret }: ProviderAccess): Promise<openid.Configuration> {
  try {
    return await openid.discovery(new URL(issuer), clientId, { [openid.clockTolerance]: CLOCK_TOLERANCE_SECONDS }, openid.ClientSecretBasic(clientSecret), {
      // Whether an address may be called, and without TLS, is the guarded fetch's to say and not this library's.
      execute: [openid.allowInsecureRequests],
      [openid.customFetch]: (url, { body, ...init }) => services.fetch(url, { ...init, ...(body === undefined || body === null ? {} : { body: body as string }) }),
    });
  } catch (error) {
    throw new AccessRefusal("provider-not-valid", "issuer: no OpenID Connect provider was found there, or it calls itself otherwise; give its issuer to the letter", { field: "issuer", cause: error });
  }
}

/** Where to send the person's browser. `fresh`: they sign in there anew, whatever session they have. */
export async function buildRequest(configuration: openid.Configuration, { redirectUri, fresh }: { readonly redirectUri: string; readonly fresh: boolean }): Promise<{ readonly url: string; readonly checks: AttemptChecks }> {
  const checks = { state: openid.randomState(), nonce: openid.randomNonce(), codeVerifier: openid.randomPKCECodeVerifier() };
  const url = openid.buildAuthorizationUrl(configuration, {
    redirect_uri: redirectUri, scope: "openid email", state: checks.state, nonce: checks.nonce,
    code_challenge: await openid.calculatePKCECodeChallenge(checks.codeVerifier), code_challenge_method: "S256",
    ...(fresh ? { max_age: "0", prompt: "login" } : {}),
  });
  return { url: url.href, checks };
}

/** Redeems the provider's answer; every way in which it may be wrong is one refusal. */
export async function redeemAnswer(configuration: openid.Configuration, answer: { readonly address: URL; readonly checks: AttemptChecks; readonly fresh: boolean }): Promise<Vouched> {
  const { checks, fresh } = answer;
  try {
    const tokens = await openid.authorizationCodeGrant(configuration, answer.address, {
      expectedState: checks.state, expectedNonce: checks.nonce, pkceCodeVerifier: checks.codeVerifier, idTokenExpected: true, ...(fresh ? { maxAge: FRESH_SECONDS } : {}),
    });
    const claims = tokens.claims();
    // Core 1.0 section 2: at most 255 characters of ASCII.
    if (!claims || !/^[\u0020-\u007e]{1,255}$/.test(claims.sub)) throw new Error("no subject to know the person by");
    // Many providers put the address into the ID token only when asked apart (OpenID Connect Core 1.0, section 5.4).
    const { email, email_verified: isVerified } = "email" in claims ? claims : await openid.fetchUserInfo(configuration, tokens.access_token, claims.sub);
    return {
      subject: claims.sub,
      verifiedEmail: isVerified === true && typeof email === "string" && /^[^\u0000-\u0020]{3,254}$/.test(email) ? email.toLowerCase() : undefined,
      signedInAt: typeof claims.auth_time === "number" ? new Date(claims.auth_time * 1000) : undefined,
    };
  } catch (error) {
    throw answerNotValid(error);
  }
}

export function answerNotValid(cause?: unknown): AccessRefusal {
  return new AccessRefusal("provider-answer-not-valid", "answer: what your organisation's sign-in said was not accepted, or it does not know you as invited. Begin again, or ask your manager.", { field: "answer", cause });
}
