import { isIP } from "node:net";
import { PlatformRefusal } from "./refusal.ts";

export interface BrowserRequest {
  readonly method: string;
  /** Host and port that it was sent to. */
  readonly host: string;
  header(name: string): string | undefined;
}

/**
 * Refuses a change that a page of another origin caused: by the browser's own word (Fetch Metadata), by the Origin header
 * (RFC 6454), and by a header of ours that no other origin can add. A client that proves itself with a bearer token sends
 * nothing by itself and is not asked.
 */
export function refuseCrossSite(request: BrowserRequest, { publicUrl, hasCookie }: { readonly publicUrl: string; readonly hasCookie: boolean }): void {
  if (request.method === "GET" || request.method === "HEAD") return;
  const site = request.header("sec-fetch-site");
  const origin = request.header("origin");
  const isOurs = (url: URL | null) => url !== null && (url.origin === new URL(publicUrl).origin || url.host === request.host);
  if ((site !== undefined && site !== "same-origin" && site !== "none") || (origin !== undefined && !isOurs(URL.parse(origin)))) {
    throw new PlatformRefusal("cross-site", "origin: this change was asked for by a page of another site; open Breakwater's own page", { field: "origin" });
  }
  if (hasCookie && request.header("x-breakwater") !== "1") {
    throw new PlatformRefusal("invalid-input", "x-breakwater: send the header `x-breakwater: 1` with every change", { field: "x-breakwater" });
  }
}

/**
 * Refuses a request for a host name that is not ours: a stranger's name that leads to this server makes the stranger's
 * page a page of our origin (DNS rebinding). Addresses cannot be led anywhere, so they are taken.
 */
export function refuseForeignHost(hostname: string, publicUrl: string): void {
  const name = hostname.toLowerCase();
  if (isIP(name.replace(/^\[|\]$/g, "")) !== 0 || name === "localhost" || name === new URL(publicUrl).hostname) return;
  throw new PlatformRefusal("misdirected", "host: this server has another name; its administrator sets it as BREAKWATER_PUBLIC_URL", { field: "host" });
}
