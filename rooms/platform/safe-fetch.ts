import { lookup as resolveName } from "node:dns/promises";
import { request as requestPlain, type IncomingMessage } from "node:http";
import { request as requestTls } from "node:https";
import { isIP, type LookupFunction } from "node:net";
import { holds, isPublicAddress, readNetwork } from "./public-address.ts";

/*
 * The one way out over HTTP to an address that somebody gave us: a developer's endpoint, an identity provider, a feed.
 * Whoever gave it may want us to call our own neighbours instead (server-side request forgery). So the name is resolved
 * here, each address it has is judged, and the connection goes to a judged address and no other: a name that answers
 * differently a moment later (DNS rebinding) changes nothing.
 */

const TIMEOUT_MS = 60_000;
const MAX_BYTES = 1024 * 1024;
const MAX_REDIRECTS = 3;
const CREDENTIALS = ["authorization", "proxy-authorization", "cookie", "dpop"];
// RFC 6761, RFC 6762, RFC 8375, and the name that ICANN set aside for private use.
const INNER_NAMES = /(^|\.)(localhost|local|internal|intranet|home\.arpa|invalid|test|onion)\.?$/;

/** What of our own network may be called all the same. */
export interface AllowedTarget {
  /** Without TLS too. */
  readonly plain: boolean;
  /** Whether the target is this host, by its name or one of its addresses. */
  matches(host: string): boolean;
}

export type OutboundErrorCode = "address-refused" | "redirect-refused" | "too-large" | "encoded" | "unreachable";

/** Why a call went nowhere, or its answer is not taken. A time limit or an abort throws the signal's own reason instead. */
export class OutboundError extends Error {
  readonly code: OutboundErrorCode;
  constructor(code: OutboundErrorCode, message: string, options?: { readonly cause?: unknown }) {
    super(message, options);
    this.name = "OutboundError";
    this.code = code;
  }
}

export interface GuardedInit extends Omit<RequestInit, "window" | "dispatcher"> {
  /** From the call to the last byte of the answer; default 60 s. */
  readonly timeoutMs?: number;
  /** Largest answer, bytes; default 1 MiB. What is beyond it errors the answer's body. */
  readonly maxBytes?: number;
}

/**
 * `fetch`, as far as servers need it, behind the guard. Redirects are an error unless `redirect` says `follow` (at most
 * three, each judged like the first, no credential to another origin) or `manual`. Answers come without compression.
 * @throws {OutboundError}
 */
export type GuardedFetch = (url: string | URL, init?: GuardedInit) => Promise<Response>;

export interface Guard {
  readonly allow: readonly AllowedTarget[];
  /** All addresses of a name; default the system's resolver. */
  readonly lookup?: (name: string) => Promise<readonly { readonly address: string; readonly family: number }[]>;
}

/**
 * Reads what of our own network may be called: names, addresses and networks, separated by commas. One that begins with
 * `http://` may be called without TLS too. `models.agency.example, 10.20.0.0/16, http://127.0.0.0/8`
 * @throws Error with a sentence that names the entry that cannot be read
 */
export function readAllowedTargets(text: string): readonly AllowedTarget[] {
  return text.split(",").map((entry) => entry.trim()).filter((entry) => entry !== "").map((entry) => {
    const plain = entry.startsWith("http://");
    const target = plain ? entry.slice("http://".length) : entry;
    if (/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/i.test(target) && isIP(target) === 0) {
      const name = target.toLowerCase();
      return { plain, matches: (host: string) => host === name };
    }
    const network = readNetwork(target);
    return { plain, matches: (host: string) => holds(network, host) };
  });
}

/**
 * What is wrong with an address before any name is resolved, as the end of a sentence; undefined when it may be tried.
 * For telling early; the guard itself judges again at each call.
 */
export function findAddressFault(url: URL, allow: readonly AllowedTarget[]): string | undefined {
  const host = hostOf(url);
  const isName = isIP(host) === 0;
  const allowed = allow.filter((target) => target.matches(host));
  if (url.username !== "" || url.password !== "") return "it holds a credential";
  // A name may still turn out to lead to where TLS is not asked for.
  const mayBePlain = (isName ? allow : allowed).some(({ plain }) => plain);
  if (url.protocol !== "https:" && !(url.protocol === "http:" && mayBePlain)) return "it does not begin with https:";
  if (allowed.length > 0) return undefined;
  if (isName) return host.includes(".") && !INNER_NAMES.test(host) ? undefined : "it has no public host name";
  return isPublicAddress(host) ? undefined : "it lies in a network that is not public";
}

/** The host's name or address, lower case, an IPv6 address without its brackets. */
function hostOf(url: URL): string {
  return url.hostname.toLowerCase().replace(/^\[|\]$/g, "");
}

export function createGuardedFetch(guard: Guard): GuardedFetch {
  return async (url, init = {}) => {
    const { timeoutMs = TIMEOUT_MS, maxBytes = MAX_BYTES, redirect = "error", ...rest } = init;
    const deadline = AbortSignal.timeout(timeoutMs);
    const signal = rest.signal ? AbortSignal.any([rest.signal, deadline]) : deadline;
    // The runtime's own request reads bodies of every kind and their content type, and refuses credentials in addresses.
    const request = new Request(url, { ...rest, signal });
    const body = request.body === null ? undefined : Buffer.from(await request.arrayBuffer());
    return follow({ guard, redirect, maxBytes, signal }, { url: new URL(request.url), method: request.method, headers: Object.fromEntries(request.headers), body }, MAX_REDIRECTS);
  };
}

interface Call {
  readonly guard: Guard;
  readonly redirect: RequestRedirect;
  readonly maxBytes: number;
  readonly signal: AbortSignal;
}
interface Question {
  readonly url: URL;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | undefined;
}

async function follow(call: Call, question: Question, redirectsLeft: number): Promise<Response> {
  const message = await ask(call, question);
  const status = message.statusCode ?? 0;
  const location = [301, 302, 303, 307, 308].includes(status) ? message.headers.location : undefined;
  if (location === undefined || call.redirect === "manual") return toResponse(call, message);
  message.destroy();
  if (call.redirect === "error") throw new OutboundError("redirect-refused", "the address leads to another one, which is not followed");
  if (redirectsLeft === 0) throw new OutboundError("redirect-refused", `the address leads on more than ${MAX_REDIRECTS} times`);
  return follow(call, redirected(question, { status, location }), redirectsLeft - 1);
}

/** The question that a redirect asks for (RFC 9110, section 15.4); to another origin it takes neither credential nor body. */
function redirected(question: Question, { status, location }: { readonly status: number; readonly location: string }): Question {
  const url = URL.parse(location, question.url);
  if (!url) throw new OutboundError("redirect-refused", "the address leads to one that cannot be read");
  const isAnother = url.origin !== question.url.origin;
  const becomesGet = status === 303 || ([301, 302].includes(status) && question.method === "POST");
  if (isAnother && !becomesGet && question.body) throw new OutboundError("redirect-refused", "the address would have what was sent carried to another server");
  const dropped = [...(isAnother ? CREDENTIALS : []), ...(becomesGet ? ["content-type", "content-length"] : [])];
  return {
    url,
    method: becomesGet && question.method !== "HEAD" ? "GET" : question.method,
    headers: Object.fromEntries(Object.entries(question.headers).filter(([name]) => !dropped.includes(name))),
    body: becomesGet ? undefined : question.body,
  };
}

async function ask({ guard, signal }: Call, { url, method, headers, body }: Question): Promise<IncomingMessage> {
  const addresses = await judge(guard, url);
  signal.throwIfAborted();
  // Node asks this in the place of the resolver, so that the connection has no other choice. TLS still checks the name.
  const lookup: LookupFunction = (_name, options, done) => {
    const first = addresses[0];
    if (options.all) done(null, [...addresses]);
    else if (first) done(null, first.address, first.family);
  };
  return new Promise((resolve, reject) => {
    const request = (url.protocol === "https:" ? requestTls : requestPlain)(url, {
      method, lookup, signal, agent: false,
      headers: { ...headers, "accept-encoding": "identity", ...(body ? { "content-length": body.length } : {}) },
    });
    request.once("response", resolve);
    request.once("error", (cause: Error) => reject(signal.aborted ? signal.reason as Error : new OutboundError("unreachable", `the address cannot be reached: ${cause.message}`, { cause })));
    request.end(body);
  });
}

/** The addresses of the URL's host, every one of which may be called; throws when a single one may not. */
async function judge({ allow, lookup = resolveAll }: Guard, url: URL): Promise<readonly { readonly address: string; readonly family: number }[]> {
  const fault = findAddressFault(url, allow);
  if (fault) throw new OutboundError("address-refused", `the address is not called: ${fault}`);
  const host = hostOf(url);
  const addresses = isIP(host) === 0 ? await findAddresses(lookup, host) : [{ address: host, family: isIP(host) }];
  for (const { address } of addresses) {
    const allowed = allow.filter((target) => target.matches(host) || target.matches(address));
    // Which of its addresses are inner ones is nothing that whoever gave the name should learn from us.
    const may = url.protocol === "https:" ? allowed.length > 0 || isPublicAddress(address) : allowed.some(({ plain }) => plain);
    if (!may) throw new OutboundError("address-refused", "the address is not called: its name leads into a network that is not public, or it does not begin with https:");
  }
  return addresses;
}

const resolveAll: NonNullable<Guard["lookup"]> = (name) => resolveName(name, { all: true });

async function findAddresses(lookup: NonNullable<Guard["lookup"]>, name: string): ReturnType<NonNullable<Guard["lookup"]>> {
  try {
    const addresses = await lookup(name);
    if (addresses.length > 0) return addresses;
  } catch (cause) {
    throw new OutboundError("unreachable", "the address cannot be reached: its name leads nowhere", { cause });
  }
  throw new OutboundError("unreachable", "the address cannot be reached: its name leads nowhere");
}

function toResponse({ maxBytes, signal }: Call, message: IncomingMessage): Response {
  const status = message.statusCode ?? 0;
  const headers = new Headers();
  for (let at = 0; at < message.rawHeaders.length; at += 2) headers.append(message.rawHeaders[at] ?? "", message.rawHeaders[at + 1] ?? "");
  if ((headers.get("content-encoding") ?? "identity") !== "identity") {
    message.destroy();
    // We asked for none, and what unpacks to more than it is has no place here.
    throw new OutboundError("encoded", "the answer is compressed, which was not asked for");
  }
  const isEmpty = [101, 204, 205, 304].includes(status) || message.method === "HEAD";
  if (isEmpty) message.resume();
  return new Response(isEmpty ? null : boundBody(message, { maxBytes, signal }), { status, headers });
}

/** The bytes as they come, and an error in the place of the first one too many. */
function boundBody(message: IncomingMessage, { maxBytes, signal }: { readonly maxBytes: number; readonly signal: AbortSignal }): ReadableStream<Uint8Array<ArrayBuffer>> {
  const chunks = message[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  let size = 0;
  return new ReadableStream({
    pull: async (controller) => {
      try {
        const { done, value } = await chunks.next();
        if (done) return controller.close();
        size += value.length;
        if (size > maxBytes) throw new OutboundError("too-large", `the answer is larger than ${maxBytes} bytes`);
        controller.enqueue(new Uint8Array(value));
      } catch (cause) {
        message.destroy();
        if (cause instanceof OutboundError) throw cause;
        throw signal.aborted ? signal.reason : new OutboundError("unreachable", "the answer broke off", { cause });
      }
    },
    cancel: () => void message.destroy(),
  });
}
