/** What the server says about a refused request, and our own two codes for replies that never arrived whole. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly status: number;
  readonly code: string;
  readonly field: string | undefined;

  constructor({ status, code, message, field, cause }: ApiErrorFacts) {
    super(message, { cause });
    this.status = status;
    this.code = code;
    this.field = field;
  }
}

interface ApiErrorFacts {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  readonly field?: string | undefined;
  readonly cause?: unknown;
}

type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/**
 * Sends and reads JSON on the page's own origin.
 * In: method, path beginning with /api, JSON body. Out: the reply's JSON (undefined for 204). Throws ApiError.
 */
export async function request<Reply>(method: Method, path: string, body?: unknown): Promise<Reply> {
  const reply = await send(method, path, body);
  if (reply.status === 204) return undefined as Reply;
  const json = await readJson(reply);
  if (!reply.ok) throw toApiError(reply.status, json);
  return json as Reply;
}

async function send(method: Method, path: string, body: unknown): Promise<Response> {
  const headers: Record<string, string> = { accept: "application/json" };
  // A page of another origin cannot set this header without a preflight, which the server refuses.
  if (method !== "GET") headers["x-breakwater"] = "1";
  if (body !== undefined) headers["content-type"] = "application/json";
  try {
    return await fetch(path, {
      method,
      headers,
      credentials: "same-origin",
      body: body === undefined ? null : JSON.stringify(body),
    });
  } catch (cause) {
    throw new ApiError({ status: 0, code: "unreachable", message: "The server did not answer.", cause });
  }
}

async function readJson(reply: Response): Promise<unknown> {
  try {
    return await reply.json();
  } catch (cause) {
    throw new ApiError({
      status: reply.status,
      code: "unreadable-reply",
      message: `The server's reply (status ${reply.status}) was not JSON.`,
      cause,
    });
  }
}

/** Turns `{error:{code,message,field?}}` into an ApiError; a body of any other shape becomes "unreadable-reply". */
export function toApiError(status: number, body: unknown): ApiError {
  const error = isRecord(body) && isRecord(body["error"]) ? body["error"] : {};
  const { code, message, field } = error;
  if (typeof code !== "string" || typeof message !== "string") {
    return new ApiError({ status, code: "unreadable-reply", message: `The server replied with status ${status}.` });
  }
  return new ApiError({ status, code, message, field: typeof field === "string" ? field : undefined });
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
