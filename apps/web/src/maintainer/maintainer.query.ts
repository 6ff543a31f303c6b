import { queryOptions } from "@tanstack/react-query";
import { api } from "../api.ts";
import type { Operations } from "../api.ts";
import type { HeldLink } from "../sign-in/use-passkey.ts";

export type MaintainerView = Operations["POST /maintainer/open"]["reply"];
export type Report = NonNullable<MaintainerView["report"]>;
export type Answer = MaintainerView["may"]["answer"][number];
export type MailState = Operations["POST /maintainer/mail"]["reply"];
export type PolicyNow = Operations["POST /maintainer/policy"]["reply"];
export type Policy = PolicyNow["policy"];
export type ThreatModelRow = Policy["threatModel"][number];
export type Patch = Operations["POST /maintainer/patches"]["reply"]["patches"][number];

const ASK_AGAIN_AFTER_MS = 2_000;

/** The case behind the link. The secret goes in the body, so that no log of addresses holds it. */
export function maintainerQuery(token: string) {
  return queryOptions({ queryKey: ["maintainer", token], queryFn: () => api.call("POST /maintainer/open", { body: { token } }) });
}

/** What stands about our mails to the maintainer. */
export function mailWishQuery(token: string) {
  return queryOptions({ queryKey: ["maintainer", token, "mail"], queryFn: () => api.call("POST /maintainer/mail/wish", { body: { token } }) });
}

/** The passkeys that the holder's mailed links ask for. */
export function linkPasskeysQuery(held: HeldLink) {
  return queryOptions({ queryKey: ["link-passkeys", held.token], queryFn: async () => (await api.call("POST /link/passkeys", { body: held })).passkeys });
}

/** The record that was handed to a desk by mail; asked again until its answer has arrived. */
export function deskQuery(token: string) {
  return queryOptions({ queryKey: ["desk", token], queryFn: () => api.call("POST /hand-off/open", { body: { token } }) });
}

/** What the unsubscribe button of one mail would stop. */
export function stopPageQuery(ticket: string) {
  return queryOptions({ queryKey: ["unsubscribe", ticket], queryFn: () => api.call("GET /maintainer/mails/{ticket}", { params: { ticket } }) });
}

/** What the project's maintainer wants of every report, whichever of its links asks. */
export function maintainerPolicyQuery(token: string) {
  return queryOptions({ queryKey: ["maintainer", token, "policy"], queryFn: () => api.call("POST /maintainer/policy", { body: { token } }) });
}

/** The patches of the case, asked again while one is in the sandbox. */
export function maintainerPatchesQuery(token: string) {
  return queryOptions({
    queryKey: ["maintainer", token, "patches"],
    queryFn: async () => (await api.call("POST /maintainer/patches", { body: { token } })).patches,
    refetchInterval: ({ state }) => (state.data?.some(isInSandbox) ? ASK_AGAIN_AFTER_MS : false),
  });
}

export function isInSandbox({ state }: Pick<Patch, "state">): boolean {
  return state === "proposed" || state === "verifying";
}
