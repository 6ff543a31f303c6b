import { ApiError, createClient, createEnclaveClient, UnreachableError } from "#api-client";
import type { EnclaveOperations, Operations } from "#api-client";

export type { EnclaveOperations, Operations } from "#api-client";
export { ApiError, UnreachableError } from "#api-client";

/** What the server answers to an operation, such as `Reply<"GET /session">`. */
export type Reply<Name extends keyof Operations> = Operations[Name]["reply"];
export type EnclaveReply<Name extends keyof EnclaveOperations> = EnclaveOperations[Name]["reply"];

export type Person = Reply<"GET /session">["person"];

/** The API on the page's own origin. What both houses serve alike (session, inbox, reads, receipts) is asked through this one. */
export const api = createClient({ baseUrl: "" });

/** The same, for the pages that the enclave alone serves. */
export const enclaveApi = createEnclaveClient({ baseUrl: "" });

/** Whether a failed call may succeed when it is only tried again: no answer, or a failing server. A refusal never does. */
export function mayPass(error: unknown): boolean {
  return error instanceof UnreachableError || (error instanceof ApiError && error.status >= 500);
}
