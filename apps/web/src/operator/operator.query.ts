import { queryOptions } from "@tanstack/react-query";
import { api, ApiError } from "../api.ts";
import type { Operations } from "../api.ts";

export type Profile = Operations["GET /operator/profile"]["reply"];
export type Sector = Profile["sector"];
export type SizeBand = Profile["sizeBand"];
export type Region = Profile["region"];
export type Inventory = Operations["GET /operator/inventories"]["reply"]["inventories"][number];
export type InventoryPreview = Operations["GET /operator/inventories/{id}"]["reply"];
export type Plan = Operations["GET /operator/plan"]["reply"];
export type PlanStep = Plan["steps"][number];
export type StepPatch = NonNullable<PlanStep["patch"]>;
export type PatchCheck = StepPatch["check"][number];
export type PlanTurn = Plan["turns"][number];
export type PlanAsset = PlanStep["assets"][number];
export type StepAction = PlanStep["may"][number];
export type OptIn = Operations["GET /operator/opt-ins"]["reply"]["authorities"][number];
export type Delegation = Operations["GET /delegations"]["reply"]["delegations"][number];

export type Enrolment = Operations["GET /operator/enrolment"]["reply"];
export type PaperForm = Operations["POST /paper-forms"]["reply"];
export type ContactWay = Operations["POST /paper-forms/entered"]["body"]["contact"]["by"];
export type Reading = Operations["POST /operator/inventories/preview"]["reply"];
export type ListedAsset = Reading["firstAssets"][number];
export type AssetSetting = ListedAsset["setting"];
export type Marks = Omit<Operations["POST /operator/inventories/{id}/marks"]["body"], "assets">;
export type Windows = Operations["GET /operator/windows"]["reply"];
export type Question = Operations["GET /operator/questions"]["reply"]["open"][number];
export type Notice = Operations["GET /operator/notices"]["reply"]["notices"][number];
export type Turn = Operations["GET /operator/plan/{id}/history"]["reply"]["turns"][number];
export type MailWish = Operations["GET /operator/mail"]["reply"];
export type Erasure = Operations["POST /operator/leave"]["reply"];

/** Whose things are asked for: one's own organisation, or one that named it as its delegate. */
export type Owner = "own" | { readonly organisationId: string };

export const toQuery = (owner: Owner) => (owner === "own" ? {} : owner);
/** The same in the address of a page. */
export const toSearch = (owner: Owner) => (owner === "own" ? {} : { organisation: owner.organisationId });
const keyOf = (owner: Owner) => (owner === "own" ? owner : owner.organisationId);

// An advisory or a recall changes the plan while somebody has it open before them; seldom, so this is slow.
const ASK_AGAIN_AFTER_MS = 10_000;

/** The organisation's profile, or null before it has enrolled. */
export const profileQuery = (owner: Owner) => queryOptions({ queryKey: ["operator", keyOf(owner), "profile"], queryFn: () => findProfile(owner) });

async function findProfile(owner: Owner): Promise<Profile | null> {
  try {
    return await api.call("GET /operator/profile", { query: toQuery(owner) });
  } catch (error) {
    if (error instanceof ApiError && error.code === "not-enrolled") return null;
    throw error;
  }
}

/** Where the own organisation stands with joining. */
export const enrolmentQuery = queryOptions({ queryKey: ["operator", "own", "enrolment"], queryFn: () => api.call("GET /operator/enrolment") });

export const noticesQuery = (owner: Owner) => queryOptions({ queryKey: ["operator", keyOf(owner), "notices"], queryFn: async () => (await api.call("GET /operator/notices", { query: toQuery(owner) })).notices });

export const historyQuery = (stepId: string) => queryOptions({ queryKey: ["operator", "history", stepId], queryFn: async () => (await api.call("GET /operator/plan/{id}/history", { params: { id: stepId } })).turns });

/** How the own organisation wants to be written to. */
export const mailQuery = queryOptions({ queryKey: ["operator", "own", "mail"], queryFn: () => api.call("GET /operator/mail") });

/** What leaving erased, for the page after it: outside of what is forgotten with the rest. */
export const erasureKey = ["operator-left"] as const;

/** The sectors in words that their people use; for everybody. */
export const sectorChoicesQuery = queryOptions({ queryKey: ["sector-choices"], queryFn: () => api.call("GET /sector-choices") });

/** A fresh form with its number. Nothing is kept of it there, so it is asked for once, and again only when another is wanted. */
export const paperFormQuery = queryOptions({ queryKey: ["paper-form"], queryFn: () => api.call("POST /paper-forms"), staleTime: Infinity });

export const windowsQuery = (owner: Owner) => queryOptions({ queryKey: ["operator", keyOf(owner), "windows"], queryFn: () => api.call("GET /operator/windows", { query: toQuery(owner) }) });

export const questionsQuery = (owner: Owner) => queryOptions({ queryKey: ["operator", keyOf(owner), "questions"], queryFn: () => api.call("GET /operator/questions", { query: toQuery(owner) }), refetchInterval: ASK_AGAIN_AFTER_MS });

export const inventoriesQuery = (owner: Owner) =>
  queryOptions({ queryKey: ["operator", keyOf(owner), "inventories"], queryFn: async () => (await api.call("GET /operator/inventories", { query: toQuery(owner) })).inventories });

export function inventoryQuery(id: string) {
  return queryOptions({ queryKey: ["operator", "inventory", id], queryFn: () => api.call("GET /operator/inventories/{id}", { params: { id } }) });
}

export const planQuery = (owner: Owner) =>
  queryOptions({ queryKey: ["operator", keyOf(owner), "plan"], queryFn: () => api.call("GET /operator/plan", { query: toQuery(owner) }), refetchInterval: ASK_AGAIN_AFTER_MS });

/** Given and received, newest first; those that ended too. */
export const delegationsQuery = queryOptions({ queryKey: ["operator", "delegations"], queryFn: async () => (await api.call("GET /delegations")).delegations });

/** How much waits with those for whom one acts. Each of them sees this look, so it is not repeated while the page is open. */
export const principalsQuery = queryOptions({ queryKey: ["operator", "principals"], queryFn: async () => (await api.call("GET /operator/principals")).principals, staleTime: 60_000, refetchOnWindowFocus: false });

/** The authorities to which one's own figures are open. */
export const optInsQuery = queryOptions({ queryKey: ["operator", "opt-ins"], queryFn: async () => (await api.call("GET /operator/opt-ins")).authorities });

export const municipalitiesQuery = queryOptions({ queryKey: ["operator", "municipalities"], queryFn: () => api.call("GET /distribution/municipalities") });
