import { queryOptions } from "@tanstack/react-query";
import { api } from "../api.ts";
import type { Operations } from "../api.ts";

export type House = Operations["GET /organisations/{id}/house"]["reply"];
export type Householder = House["people"][number];
export type Proposal = House["proposals"][number];

/** Everything that whoever keeps an organisation's people sees of it. */
export const houseQuery = (id: string) => queryOptions({ queryKey: ["people", id], queryFn: () => api.call("GET /organisations/{id}/house", { params: { id } }) });

export const organisationsQuery = queryOptions({ queryKey: ["people", "organisations"], queryFn: async () => (await api.call("GET /organisations")).organisations });
