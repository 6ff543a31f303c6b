import { queryOptions } from "@tanstack/react-query";
import { api } from "../api.ts";
import type { Operations } from "../api.ts";

export type Webhook = Operations["GET /webhooks"]["reply"]["webhooks"][number];
export type Delivery = Operations["GET /webhooks/{id}"]["reply"]["deliveries"][number];

// A test message is on its way for a moment; while one waits the page looks again.
const ASK_AGAIN_AFTER_MS = 2_000;

export const webhooksQuery = queryOptions({ queryKey: ["webhooks"], queryFn: async () => (await api.call("GET /webhooks")).webhooks });
export const webhookQuery = (id: string) =>
  queryOptions({
    queryKey: ["webhooks", id],
    queryFn: () => api.call("GET /webhooks/{id}", { params: { id } }),
    refetchInterval: ({ state }) => (state.data?.deliveries.some((delivery) => delivery.state === "waiting" && delivery.attempts === 0) ? ASK_AGAIN_AFTER_MS : false),
  });
