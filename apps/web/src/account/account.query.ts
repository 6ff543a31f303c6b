import { queryOptions } from "@tanstack/react-query";
import { api } from "../api.ts";
import type { Operations } from "../api.ts";

export type OpenSession = Operations["GET /sessions"]["reply"]["sessions"][number];
export type Passkey = Operations["GET /passkeys"]["reply"]["passkeys"][number];
export type MachineClient = Operations["GET /clients"]["reply"]["clients"][number];

export type ProofRequest = Operations["GET /proof-requests"]["reply"]["requests"][number];

// A program waits while its person looks here, and five minutes at most.
const ASK_AGAIN_AFTER_MS = 5_000;

export const sessionsQuery = queryOptions({ queryKey: ["account", "sessions"], queryFn: async () => (await api.call("GET /sessions")).sessions });
export const passkeysQuery = queryOptions({ queryKey: ["account", "passkeys"], queryFn: async () => (await api.call("GET /passkeys")).passkeys });
export const proofsQuery = queryOptions({ queryKey: ["account", "proofs"], queryFn: async () => (await api.call("GET /proof-requests")).requests, refetchInterval: ASK_AGAIN_AFTER_MS });
export const cardsQuery = queryOptions({ queryKey: ["account", "cards"], queryFn: async () => (await api.call("GET /cards")).cards });
export const ownProviderQuery = queryOptions({ queryKey: ["account", "provider"], queryFn: () => api.call("GET /account/provider") });
export const clientsQuery = queryOptions({ queryKey: ["account", "clients"], queryFn: () => api.call("GET /clients") });
