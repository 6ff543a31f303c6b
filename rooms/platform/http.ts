import { getConnInfo } from "@hono/node-server/conninfo";
import { Hono, type Context } from "hono";
import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import type { z } from "zod";
import type { Actor } from "./actor.ts";
import { describeApi } from "./openapi.ts";
import { PlatformRefusal, Refusal } from "./refusal.ts";
import type { FileReply, Route, RouteDefinition } from "./route.ts";
import type { Services } from "./services.ts";

const SESSION_COOKIE = "breakwater_session";
const DEFAULT_MAX_BYTES = 64 * 1024;
const SESSION_SECONDS = 12 * 3600;

const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  "content-security-policy": "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'",
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cross-origin-opener-policy": "same-origin",
  "permissions-policy": "camera=(), microphone=(), geolocation=()",
};

/** How the HTTP edge learns who is calling and whether that may be; the access room gives both. */
export interface Gatekeeper {
  /** The actor of a session token, or an actor without roles for none. Throws a refusal for a bad token. */
  identify(services: Services, token: string | undefined): Promise<Actor>;
  /** Throws a refusal unless the actor may use a route with this permission at all. */
  admit(actor: Actor, permission: string): void;
}

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
  app.use("*", async (c, next) => {
    await next();
    for (const [name, value] of Object.entries(SECURITY_HEADERS)) c.res.headers.set(name, value);
    if (c.req.path.startsWith("/api/")) c.res.headers.set("cache-control", "no-store");
  });
  for (const definition of options.routes) mount(app, definition, options);
  const document = describeApi(options.routes, options.title);
  app.get("/api/openapi.json", (c) => c.json(document));
  app.all("/api/*", (c) => replyWithRefusal(c, new PlatformRefusal("not-found", "There is nothing here that you may see.")));
  app.onError((error, c) => {
    if (error instanceof Refusal) return replyWithRefusal(c, error);
    options.services.log.error("request failed", { path: c.req.path, error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
    return c.json({ error: { code: "internal", message: "Something went wrong on our side; it was reported. Try again." } }, 500);
  });
  return app;
}

function mount(app: Hono, definition: RouteDefinition, options: ApiOptions): void {
  const path = `/api${definition.path}`.replace(/\{([a-zA-Z]+)\}/g, ":$1");
  app.on(definition.method.toUpperCase(), path, (c) => answer(c, definition, options));
}

async function answer(c: Context, definition: RouteDefinition, { services, gatekeeper, sessionCookie = SESSION_COOKIE }: ApiOptions): Promise<Response> {
  const bearer = /^Bearer ([A-Za-z0-9_-]{20,200})$/.exec(c.req.header("authorization") ?? "")?.[1];
  const cookie = getCookie(c, sessionCookie);
  // A cookie travels by itself; a page of another site cannot add this header without our consent (CSRF).
  if (!bearer && cookie && definition.method !== "get" && c.req.header("x-breakwater") !== "1") {
    throw new PlatformRefusal("invalid-input", "x-breakwater: send the header `x-breakwater: 1` with every change", { field: "x-breakwater" });
  }
  const actor = await gatekeeper.identify(services, bearer ?? cookie);
  gatekeeper.admit(actor, definition.permission);
  const input = {
    services,
    actor,
    params: parsePart("params", definition.params, c.req.param()),
    query: parsePart("query", definition.query, c.req.query()),
    body: await readBody(c, definition),
    exchange: exchangeOf(c, { sessionCookie, secure: services.configuration.publicUrl.startsWith("https:") }),
  };
  const result = await definition.run(input);
  return reply(c, definition, result);
}

/** `secure` follows the address people use: behind a proxy that ends TLS the server itself sees none. */
function exchangeOf(c: Context, { sessionCookie, secure }: { readonly sessionCookie: string; readonly secure: boolean }) {
  return {
    address: addressOf(c),
    setSession: (token: string | null) => {
      if (token === null) deleteCookie(c, sessionCookie, { path: "/" });
      else setCookie(c, sessionCookie, token, { httpOnly: true, sameSite: "Strict", path: "/", maxAge: SESSION_SECONDS, secure });
    },
  };
}

function addressOf(c: Context): string {
  // In tests the application is called without a socket.
  return c.env?.incoming ? (getConnInfo(c).remote.address ?? "unknown") : "in-process";
}

async function readBody(c: Context, definition: RouteDefinition): Promise<unknown> {
  if (!definition.body && !definition.upload) return undefined;
  const bytes = await readBounded(c.req.raw, definition.maxBytes ?? DEFAULT_MAX_BYTES);
  if (definition.upload) return bytes;
  const mediaType = (c.req.header("content-type") ?? "").split(";")[0]?.trim().toLowerCase();
  if (mediaType !== "application/json") {
    throw new PlatformRefusal("unsupported-media-type", "content-type: send the body as application/json", { field: "content-type" });
  }
  let parsed: unknown;
  try {
    parsed = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (error) {
    throw new PlatformRefusal("invalid-input", "body: not valid JSON in UTF-8", { field: "body", cause: error });
  }
  return parsePart("body", definition.body, parsed);
}

/** Reads at most `maxBytes`, counting as it goes: the declared length is the sender's word only. */
async function readBounded(request: Request, maxBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body ?? []) {
    size += chunk.length;
    if (size > maxBytes) throw new PlatformRefusal("too-large", `body: larger than ${maxBytes} bytes; send less at once`, { field: "body" });
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function parsePart(part: string, schema: z.ZodType | undefined, value: unknown): unknown {
  if (!schema) return undefined;
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const field = issue && issue.path.length > 0 ? issue.path.join(".") : part;
  throw new PlatformRefusal("invalid-input", `${field}: ${issue?.message ?? "not valid"}`, { field });
}

function reply(c: Context, definition: RouteDefinition, result: unknown): Response {
  if (definition.reply === undefined) return c.body(null, 204);
  const status = definition.status ?? 200;
  if (typeof definition.reply === "string") {
    const file = result as FileReply;
    // Always said, so that a client takes a JSON file for the bytes it is and not for a reply to parse.
    const disposition = file.fileName ? `attachment; filename="${file.fileName.replace(/[^A-Za-z0-9._-]/g, "_")}"` : "inline";
    const headers = { "content-type": file.mediaType, "content-disposition": disposition };
    const body = typeof file.bytes === "string" ? file.bytes : new Uint8Array(file.bytes);
    return c.body(body, status, headers);
  }
  // The reply goes through its schema: a field that is not in the contract never leaves by accident.
  return c.json(definition.reply.parse(result) as object, status);
}

function replyWithRefusal(c: Context, refusal: Refusal): Response {
  const { code, message, field } = refusal;
  return c.json({ error: { code, message, ...(field ? { field } : {}) } }, refusal.status);
}
