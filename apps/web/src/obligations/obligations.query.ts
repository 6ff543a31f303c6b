import { queryOptions } from "@tanstack/react-query";
import { api } from "../api.ts";
import type { Operations } from "../api.ts";

export type Taskings = Operations["GET /obligations"]["reply"];
export type Tasking = Taskings["taskings"][number];
export type EvidenceKind = Tasking["evidence"][number]["kind"];

export const obligationsQuery = queryOptions({ queryKey: ["obligations"], queryFn: () => api.call("GET /obligations") });
