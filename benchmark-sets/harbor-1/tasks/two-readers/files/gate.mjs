// The gate: reads requests off a line, lets through what anyone may ask, and hands the bytes on as they came.

const LARGEST_HEAD = 8_192;
const LARGEST_BODY = 65_536;
const METHODS = new Set(["GET", "POST"]);

export class GateError extends Error {}

/** Headers by lower-case name; a name may come only once. */
function readHeaders(lines) {
  const headers = new Map();
  for (const line of lines) {
    const colon = line.indexOf(":");
    const name = line.slice(0, colon).toLowerCase();
    if (colon < 1 || !/^[a-z0-9-]+$/.test(name)) throw new GateError("bad header");
    if (headers.has(name)) throw new GateError(`${name} comes twice`);
    headers.set(name, line.slice(colon + 1).trim());
  }
  return headers;
}

function bodyBytes(headers) {
  if (headers.has("transfer-encoding")) throw new GateError("bodies must have a length");
  const length = headers.get("content-length") ?? "0";
  if (!/^\d{1,6}$/.test(length) || Number(length) > LARGEST_BODY) throw new GateError("bad length");
  return Number(length);
}

function requirePublic(target) {
  if (!/^\/[A-Za-z0-9._/-]*$/.test(target) || target.includes("..") || target.includes("//")) throw new GateError("bad target");
  if (target.toLowerCase().startsWith("/vault")) throw new GateError("the vault is closed");
}

/** Each request's bytes, head and body, if all of them may pass. */
export function* passRequests(bytes) {
  let at = 0;
  while (at < bytes.length) {
    const end = bytes.indexOf("\r\n\r\n", at);
    if (end < 0 || end - at > LARGEST_HEAD) throw new GateError("the head does not end");
    const [first, ...lines] = bytes.toString("latin1", at, end).split("\r\n");
    const [method, target, version, ...more] = first.split(" ");
    if (!METHODS.has(method) || version !== "HAIL/1" || more.length > 0) throw new GateError("bad request line");
    requirePublic(target);
    const next = end + 4 + bodyBytes(readHeaders(lines));
    if (next > bytes.length) throw new GateError("the body does not end");
    yield bytes.subarray(at, next);
    at = next;
  }
}
