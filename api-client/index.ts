/**
 * The typed client of Breakwater's API, for the web app, the CLI and other programs. The operations are generated from
 * the OpenAPI document (`npm run api-client`); this file only carries them.
 */
import type { EnclaveOperations, Operations } from "./generated.ts";

export type { EnclaveOperations, Operations } from "./generated.ts";

/** A refusal or failure the server answered with; `field` names the input it is about. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly field: string | undefined;

  constructor(status: number, code: string, message: string, field?: string) {
    super(message);
    this.name = "ApiError";
    this.status = status;
    this.code = code;
    this.field = field;
  }
}

/** The server could not be reached at all. */
export class UnreachableError extends Error {
  constructor(baseUrl: string, cause: unknown) {
    super(`${baseUrl} does not answer; check the address and that Breakwater is running`, { cause });
    this.name = "UnreachableError";
  }
}

interface OperationShape {
  readonly params: unknown;
  readonly query: unknown;
  readonly body: unknown;
  readonly reply: unknown;
}

/** What a call needs: exactly the parts its operation has. */
export type CallInput<Operation extends OperationShape> = (Operation["params"] extends undefined ? object : { readonly params: Operation["params"] }) &
  (Operation["query"] extends undefined ? object : { readonly query?: Operation["query"] }) &
  (Operation["body"] extends undefined ? object : { readonly body: Operation["body"] });

export interface Client<All> {
  /** Calls an operation by its name, such as `GET /session`. Throws ApiError or UnreachableError. */
  call<Name extends keyof All & string>(
    name: Name,
    ...input: object extends CallInput<All[Name] & OperationShape> ? [input?: CallInput<All[Name] & OperationShape>] : [input: CallInput<All[Name] & OperationShape>]
  ): Promise<(All[Name] & OperationShape)["reply"]>;
}

export interface ClientOptions {
  /** Such as `http://127.0.0.1:8420`; empty in a page of the server itself. */
  readonly baseUrl: string;
  /** Bearer token; a browser uses its cookie instead. */
  readonly token?: string;
  /** The id of a confirmed `POST /proof-requests`: it counts for the one request that it was asked for. */
  readonly proof?: string;
}

export function createClient(options: ClientOptions): Client<Operations> {
  return clientOf(options);
}

export function createEnclaveClient(options: ClientOptions): Client<EnclaveOperations> {
  return clientOf(options);
}

function clientOf<All>(options: ClientOptions): Client<All> {
  // The operations' types are the server's own, generated; what runs here is the same for all of them.
  const call = (name: string, input?: LooseInput) => callOperation(options, name, input ?? {});
  return { call } as unknown as Client<All>;
}

interface LooseInput {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>;
  readonly body?: unknown;
}

async function callOperation({ baseUrl, token, proof }: ClientOptions, name: string, input: LooseInput): Promise<unknown> {
  const [method = "GET", path = "/"] = name.split(" ");
  const filled = path.replace(/\{([a-zA-Z]+)\}/g, (_whole, key: string) => encodeURIComponent(input.params?.[key] ?? ""));
  const query = new URLSearchParams();
  for (const [key, value] of Object.entries(input.query ?? {})) if (value !== undefined) query.set(key, String(value));
  const upload = input.body instanceof Uint8Array || input.body instanceof Blob;
  let response: Response;
  try {
    response = await fetch(`${baseUrl}/api${filled}${query.size > 0 ? `?${query}` : ""}`, {
      method,
      headers: {
        "x-breakwater": "1",
        ...(token ? { authorization: `Bearer ${token}` } : {}),
        ...(proof ? { "x-breakwater-proof": proof } : {}),
        ...(input.body === undefined ? {} : { "content-type": upload ? "application/octet-stream" : "application/json" }),
      },
      ...(input.body === undefined ? {} : { body: upload ? (input.body as BodyInit) : JSON.stringify(input.body) }),
    });
  } catch (cause) {
    throw new UnreachableError(baseUrl, cause);
  }
  return readReply(response);
}

async function readReply(response: Response): Promise<unknown> {
  const isJson = response.headers.get("content-type")?.startsWith("application/json") ?? false;
  const isFile = response.headers.has("content-disposition");
  if (response.ok) {
    if (response.status === 204) return undefined;
    return isJson && !isFile ? response.json() : new Uint8Array(await response.arrayBuffer());
  }
  const reply = isJson ? ((await response.json()) as { error?: { code?: string; message?: string; field?: string } }) : {};
  throw new ApiError(response.status, reply.error?.code ?? "unknown", reply.error?.message ?? `The server answered ${response.status}`, reply.error?.field);
}
