import { queryOptions } from "@tanstack/react-query";
import { api } from "../api.ts";
import type { Operations } from "../api.ts";

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
