import { api } from "../api.ts";

export type ProviderPurpose = "sign-in" | "step-up" | "connect";

interface Begun {
  readonly attempt: string;
  readonly purpose: ProviderPurpose;
  readonly next: string;
}

// Kept for this tab alone, so that an answer counts only in the browser window that began.
const KEY = "breakwater.provider-attempt";

/** Sends the browser to the organisation's own sign-in; it comes back to /sign-in/provider/return. */
export async function goToProvider(providerId: string, purpose: ProviderPurpose, next: string): Promise<void> {
  const { url, attempt } = await api.call("POST /sign-in/provider", { body: { providerId, purpose } });
  sessionStorage.setItem(KEY, JSON.stringify({ attempt, purpose, next } satisfies Begun));
  location.assign(url);
}

/** Gives the provider's answer to the server; what was begun is used up. */
export async function bringAnswer(answer: string): Promise<Begun> {
  const kept = sessionStorage.getItem(KEY);
  sessionStorage.removeItem(KEY);
  const begun: Begun = kept === null ? { attempt: "none-was-begun-here-x", purpose: "sign-in", next: "/" } : (JSON.parse(kept) as Begun);
  await api.call("POST /sign-in/provider/answer", { body: { attempt: begun.attempt, answer, carrier: "cookie" } });
  return begun;
}
