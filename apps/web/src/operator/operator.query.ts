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
export type PlanAsset = PlanStep["assets"][number];
export type StepAction = PlanStep["may"][number];

// An advisory or a recall changes the plan while somebody has it open before them; seldom, so this is slow.
const ASK_AGAIN_AFTER_MS = 10_000;

/** The organisation's own profile, or null before it has enrolled. */
export const profileQuery = queryOptions({ queryKey: ["operator", "profile"], queryFn: findProfile });

async function findProfile(): Promise<Profile | null> {
  try {
    return await api.call("GET /operator/profile");
  } catch (error) {
    if (error instanceof ApiError && error.code === "not-enrolled") return null;
    throw error;
  }
}

export const inventoriesQuery = queryOptions({ queryKey: ["operator", "inventories"], queryFn: async () => (await api.call("GET /operator/inventories")).inventories });

export function inventoryQuery(id: string) {
  return queryOptions({ queryKey: ["operator", "inventories", id], queryFn: () => api.call("GET /operator/inventories/{id}", { params: { id } }) });
}

export const planQuery = queryOptions({ queryKey: ["operator", "plan"], queryFn: () => api.call("GET /operator/plan"), refetchInterval: ASK_AGAIN_AFTER_MS });
