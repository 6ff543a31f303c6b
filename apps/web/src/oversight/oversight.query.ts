import { queryOptions } from "@tanstack/react-query";
import { api } from "../api.ts";
import type { Reply } from "../api.ts";

export type ReportSummary = Reply<"GET /reports">["reports"][number];
export type PublishedReport = Reply<"GET /reports/{id}">;
export type ReportedFigure = PublishedReport["document"]["figures"][number];
export type FigureDefinition = ReportedFigure["definition"];
export type FigureValue = ReportedFigure["value"];
export type FigureSection = FigureDefinition["section"];
export type Duration = Extract<FigureValue, { readonly form: "duration" }>;
export type Inspection = Reply<"GET /oversight/inspection">;

export const reportsQuery = queryOptions({ queryKey: ["reports", "list"], queryFn: () => api.call("GET /reports") });
export const reportQuery = (id: string) => queryOptions({ queryKey: ["reports", "one", id], queryFn: () => api.call("GET /reports/{id}", { params: { id } }) });
export const figuresQuery = queryOptions({ queryKey: ["oversight", "figures"], queryFn: () => api.call("GET /oversight/figures") });
export const inspectionQuery = queryOptions({ queryKey: ["oversight", "inspection"], queryFn: () => api.call("GET /oversight/inspection") });
export const countsQuery = queryOptions({ queryKey: ["oversight", "report"], queryFn: () => api.call("GET /oversight/report") });
export const checkpointQuery = queryOptions({ queryKey: ["ledger", "checkpoint"], queryFn: () => api.call("GET /ledger/checkpoint") });
