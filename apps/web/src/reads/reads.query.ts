import { queryOptions } from "@tanstack/react-query";
import { api } from "../api.ts";

/** Everybody else's looks at records of the person's organisation. */
export const allReadsQuery = queryOptions({ queryKey: ["reads", "all"], queryFn: () => api.call("GET /reads", { query: {} }) });

/** Looks that were unlike the person who took them. */
export const readAlertsQuery = queryOptions({ queryKey: ["reads", "alerts"], queryFn: () => api.call("GET /reads/alerts") });
