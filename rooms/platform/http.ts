import { getConnInfo } from "@hono/node-server/conninfo";
import { Hono, type Context } from "hono";
import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import { NOBODY } from "./actor.ts";
import { browserHeaders } from "./browser-headers.ts";
import { callerAddress, isTrusted, limitedNetwork } from "./caller-address.ts";
import { refuseCrossSite, refuseForeignHost } from "./cross-site.ts";
import { requireRecord, type Gatekeeper, type Presented } from "./gatekeeper.ts";
import { describeApi } from "./openapi.ts";
import { createRateLimiter, type RateLimiter } from "./rate-limits.ts";
import { readBody, readParams, readQuery, refuseDoubledHeaders } from "./read-request.ts";
import { notFound, Refusal } from "./refusal.ts";
import { sendReply } from "./reply.ts";
import type { Route, RouteDefinition } from "./route.ts";
import type { Services } from "./services.ts";

const SESSION_COOKIE = "breakwater_session";
const SESSION_SECONDS = 12 * 3600;
// For limits of a room, which counts in hours.
const RETRY_AFTER_SECONDS = 60;

export interface ApiOptions {
  readonly services: Services;
  readonly routes: readonly Route[];
  readonly gatekeeper: Gatekeeper;
  readonly title: string;
  /** Name of the session cookie, default `breakwater_session`. Ports share cookies, so two sides on one host need two. */
  readonly sessionCookie?: string;
}

/** Builds the HTTP application: every route parsed, admitted and answered in one place, and `/api/openapi.json`. */
export function createApi(options: ApiOptions): Hono {
  const app = new Hono();
  const { publicUrl, rateFactor, trustedProxies } = options.services.configuration;
  // Below these nothing is a page.
  const folders = [...new Set(["/api", ...options.routes.flatMap(({ alsoAt }) => (alsoAt === undefined ? [] : [`/${alsoAt.split("/")[1]}`]))])];
  app.use("*", async (c, next) => {
    await next();
    const isData = folders.some((folder) => `${c.req.path}/`.startsWith(`${folder}/`));
    const own = (["form", "plain"] as const).find((kind) => (c as Context).get("kind") === kind);
    const headers = browserHeaders({ kind: own ?? (isData ? "data" : "page"), isEncrypted: publicUrl.startsWith("https:") });
    // What a file's reply says of being kept stands, unless it sets a cookie too.
    const kept = (c.res.ok || c.res.status === 304) && !c.res.headers.has("set-cookie") ? c.res.headers.get("cache-control") : null;
    for (const [name, value] of Object.entries(headers)) c.res.headers.set(name, value);
    if (kept !== null) c.res.headers.set("cache-control", kept);
  });
  app.use("*", async (c, next) => {
    refuseDoubledHeaders(c);
    // A proxy of ours may know this server by a name of its own; which names lead to the proxy is its matter.
    if (!isTrusted(peerOf(c), trustedProxies)) refuseForeignHost(new URL(c.req.url).hostname, publicUrl);
    await next();
  });
  const limiter = createRateLimiter(rateFactor);
  for (const definition of options.routes) mount(app, definition, { ...options, limiter });
  // Made when it is first asked for: it takes 75 ms, and most who start a server never ask.
  let document: ReturnType<typeof describeApi> | undefined;
  app.get("/api/openapi.json", (c) => c.json((document ??= describeApi(options.routes, options.title))));
  for (const folder of folders) app.all(`${folder}/*`, (c) => replyWithRefusal(c, notFound()));
  app.onError((error, c) => {
    if (error instanceof Refusal) {
      noteRefusal(options.services, c, error);
      return replyWithRefusal(c, error);
    }
    options.services.log.error("request failed", { path: c.req.path, error });
    return c.json({ error: { code: "internal", message: "Something went wrong on our side; it was reported. Try again." } }, 500);
  });
  return app;
}

interface Edge extends ApiOptions {
  readonly limiter: RateLimiter;
}

function mount(app: Hono, definition: RouteDefinition, options: Edge): void {
  for (const address of [`/api${definition.path}`, ...(definition.alsoAt === undefined ? [] : [definition.alsoAt])]) {
    app.on(definition.method.toUpperCase(), address.replace(/\{([a-zA-Z]+)\}/g, ":$1"), async (c) => {
      try {
        return await answer(c, definition, options);
      } catch (error) {
        if (!(error instanceof Refusal) || !definition.refuseAs) throw error;
        noteRefusal(options.services, c, error);
        return replyWithRefusal(c, error, definition.refuseAs(error));
      }
    });
  }
}

async function answer(c: Context, definition: RouteDefinition, { services, gatekeeper, limiter, sessionCookie = SESSION_COOKIE }: Edge): Promise<Response> {
  const secure = services.configuration.publicUrl.startsWith("https:");
  const cookieName = secure ? `__Host-${sessionCookie}` : sessionCookie;
  if (definition.isForm) c.set("kind", "form");
  const presented = { ...presentedIn(c, services, { cookieName, takesBasic: definition.takesBasic === true }), ...(definition.isForm ? { cookie: undefined } : {}) };
  const { bearer, bound, cookie } = presented;
  if (!bearer && !bound) refuseCrossSite({ method: c.req.method, host: new URL(c.req.url).host, header: (name) => c.req.header(name) }, { publicUrl: services.configuration.publicUrl, hasCookie: cookie !== undefined });
  const exchange = exchangeOf(c, { address: presented.address, cookieName, secure });
  const { actor, renewedToken } = await gatekeeper.identify(services, presented);
  if (renewedToken) exchange.setSession(renewedToken);
  const route = `${definition.method} ${definition.path}`;
  c.set("asked", { route, personId: actor.personId });
  await limiter.take(services, {
    identity: actor.personId === NOBODY.personId ? limitedNetwork(presented.address) : actor.personId,
    route,
    isChange: definition.method !== "get",
    limit: definition.limit,
  });
  gatekeeper.admit(actor, definition.permission);
  const params = readParams(c, definition);
  const theirs = services.as(actor);
  const { resource, permission } = definition;
  if (resource) await requireRecord(theirs, gatekeeper, { actor, permission, kind: resource.kind, id: String((params as Readonly<Record<string, unknown>>)[resource.param]) });
  const input = {
    services: theirs,
    actor,
    params,
    query: readQuery(c, definition),
    body: await readBody(c, definition),
    exchange,
  };
  const result = await definition.run(input);
  return sendReply(c, { services, gatekeeper, definition, actor, result });
}

function presentedIn(c: Context, services: Services, { cookieName, takesBasic }: { readonly cookieName: string; readonly takesBasic: boolean }): Presented {
  const authorization = c.req.header("authorization") ?? "";
  const [, scheme, token] = /^(Bearer|DPoP) ([A-Za-z0-9_-]{20,200})$/.exec(takesBasic ? toBearer(authorization) : authorization) ?? [];
  return {
    bearer: scheme === "Bearer" ? token : undefined,
    bound: scheme === "DPoP" ? token : undefined,
    cookie: getCookie(c, cookieName),
    method: c.req.method,
    path: c.req.path,
    address: addressOf(c, services),
    header: (name) => c.req.header(name),
  };
}

/** The password of HTTP Basic in a token's place; the name before it is not looked at. */
function toBearer(authorization: string): string {
  const basic = /^Basic ([A-Za-z0-9+/]{1,400}=*)$/.exec(authorization)?.[1];
  return basic === undefined ? authorization : `Bearer ${Buffer.from(basic, "base64").toString("utf8").replace(/^[^:]*:/, "")}`;
}

/**
 * `secure` follows the address people use: behind a proxy that ends TLS the server itself sees none. There the cookie's
 * name begins with `__Host-`, so that no other host and no plain connection can have set it.
 */
function exchangeOf(c: Context, { address, cookieName, secure }: { readonly address: string; readonly cookieName: string; readonly secure: boolean }) {
  return {
    address,
    header: (name: string) => c.req.header(name),
    setSession: (token: string | null) => {
      if (token === null) deleteCookie(c, cookieName, { path: "/", secure });
      else setCookie(c, cookieName, token, { httpOnly: true, sameSite: "Strict", path: "/", maxAge: SESSION_SECONDS, secure });
    },
  };
}

function addressOf(c: Context, { configuration }: Services): string {
  return callerAddress(peerOf(c), c.req.header("x-forwarded-for"), configuration.trustedProxies);
}

function peerOf(c: Context): string {
  // In tests the application is called without a socket.
  return c.env?.incoming ? (getConnInfo(c).remote.address ?? "unknown") : "in-process";
}

/** Who was refused what: for whoever looks for somebody trying doors. Nothing of what was sent stands in it. */
function noteRefusal(services: Services, c: Context, { code, field, status }: Refusal): void {
  const asked = c.get("asked") as { readonly route: string; readonly personId: string } | undefined;
  services.log.info("request refused", { status, code, ...(field ? { field } : {}), ...asked, from: limitedNetwork(addressOf(c, services)) });
}

function replyWithRefusal(c: Context, refusal: Refusal, worded?: { readonly text: string; readonly mediaType: string }): Response {
  const { code, message, field, status, retryAfterSeconds = RETRY_AFTER_SECONDS } = refusal;
  if (status === 429) c.header("retry-after", String(retryAfterSeconds));
  if (worded) return c.body(worded.text, status, { "content-type": worded.mediaType });
  return c.json({ error: { code, message, ...(field ? { field } : {}) } }, status);
}
