/*
 * Who may see the page. It shows what may be confidential, on a port that every program and every page in a browser of this
 * host can reach: so the path holds a secret, the name asked for must be this host's own (else a stranger's name could be
 * bound to 127.0.0.1), and no other site may embed or lead to it.
 */

export interface AskedRequest {
  readonly method: string;
  readonly host: string | undefined;
  /** `Sec-Fetch-Site`: what a browser says of who asks. */
  readonly site: string | undefined;
}

export interface RequestRefusal {
  readonly status: 403 | 405 | 421;
  readonly message: string;
}

/** Null where the request may go on to have its path looked at. */
export function refuseRequest({ method, host, site }: AskedRequest, port: number): RequestRefusal | null {
  if (host !== `127.0.0.1:${port}` && host !== `localhost:${port}`) return { status: 421, message: "This page is asked for by its own address only.\n" };
  if (method !== "GET" && method !== "HEAD") return { status: 405, message: "This page can only be read.\n" };
  if (site !== undefined && site !== "none" && site !== "same-origin") return { status: 403, message: "Another site may not open this page. Enter its address yourself.\n" };
  return null;
}
