import type { Reply } from "../api.ts";
import type { MessageKey } from "../messages.ts";
import type { StatusWords } from "../parts/status-tag.tsx";

export type Complaint = Reply<"POST /complaints/open">;

export const ABOUT: Readonly<Record<Complaint["about"], MessageKey>> = { selection: "complaint.about.selection", criteria: "complaint.about.criteria" };

export const COMPLAINT_STATES: StatusWords<Complaint["state"]> = {
  received: { label: "complaint.state.received", tone: "attention" },
  answered: { label: "complaint.state.answered", tone: "good" },
  closed: { label: "complaint.state.closed", tone: "ended" },
};
