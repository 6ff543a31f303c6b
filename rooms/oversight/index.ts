/**
 * Oversight: the funnel, the transparency reports and the inspector's view, made of the counts that each room publishes, of the
 * ledger's entries, and of nothing else.
 *
 * Words: *count* (a whole number a room publishes about itself), *small cell* (a count in which somebody could be
 * recognised), *band* (the step of five that a count lies in, which is all that is shown of it), *funnel* (from found to
 * applied), *figure* (a definition over the ledger's entries, and its value), *report* (figures of a period at a head of the
 * ledger, published and never changed), *look* (the head that somebody of oversight has seen).
 */
import type { Room } from "#rooms/platform";
import messages from "./messages.en.json" with { type: "json" };
import { oversightFigures } from "./oversight.figures.ts";
import { oversightRoutes } from "./oversight.routes.ts";
import { reportJobs } from "./reports/reports.jobs.ts";

export const oversightRoom: Room = { name: "oversight", routes: oversightRoutes, jobs: reportJobs, figures: oversightFigures, messages };
