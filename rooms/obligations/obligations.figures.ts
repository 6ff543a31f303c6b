import type { FigureDefinition } from "#contracts/oversight";
import { addDays } from "./taskings/days.rules.ts";
import { dueOn } from "./taskings/status.rules.ts";
import { TASKINGS } from "./taskings/taskings.rules.ts";

/** What can be counted of the order's taskings, which are public. */
export const obligationsFigures: readonly FigureDefinition[] = [
  {
    id: "taskings", section: "obligations", shown: "exact", title: "Taskings of the order, by where they stand",
    definition: "Each by the day it was due and the public evidence recorded here until the period's end: completed or superseded in time, or late; begun, with evidence of work and no completion; or passed in silence, with none. What another installation stated does not count.",
    how: {
      form: "deadlines",
      // Due at the end of the day.
      items: TASKINGS.map(({ paragraph, days }) => ({ about: paragraph, dueAt: `${addDays(dueOn(days), 1)}T00:00:00.000Z` })),
      sign: { kinds: ["obligations.evidence-recorded"], about: "paragraph" },
      done: { kinds: ["obligations.evidence-recorded"], where: { field: "kind", is: ["completion", "supersession"] } },
      struck: { kinds: ["obligations.evidence-struck"] },
      on: "publishedOn",
    },
  },
  {
    id: "two-people-installations", section: "integrity", shown: "exact", title: "Two people pin another installation's key",
    definition: "Keys whose signed milestones are believed, each proposed by one person and pinned by another.",
    how: { form: "pairs", first: { kinds: ["obligations.installation-proposed"] }, second: { kinds: ["obligations.installation-pinned"] } },
  },
  {
    id: "two-people-evidence", section: "integrity", shown: "exact", title: "Two people strike evidence",
    definition: "Public evidence on the order's taskings that was struck, each recorded by one person and struck by another.",
    how: { form: "pairs", first: { kinds: ["obligations.evidence-recorded"] }, second: { kinds: ["obligations.evidence-struck"] } },
  },
  {
    id: "instance-exceptions-granted", section: "obligations", shown: "bands", title: "Exceptions for vulnerabilities granted",
    definition: "Requests of agencies for more time to fix one vulnerability on their assets that a directive officer granted.",
    how: { form: "count", of: { kinds: ["obligations.instance-exception-granted"] } },
  },
  {
    id: "instance-exceptions-refused", section: "obligations", shown: "bands", title: "Exceptions for vulnerabilities refused",
    definition: "Requests of agencies for more time to fix one vulnerability on their assets that were refused.",
    how: { form: "count", of: { kinds: ["obligations.instance-exception-refused"] } },
  },
  {
    id: "two-people-instance-exceptions", section: "integrity", shown: "bands", title: "Two people decide on an exception for a vulnerability",
    definition: "Exceptions for a vulnerability that were decided, each asked for by one person and decided by another.",
    how: { form: "pairs", first: { kinds: ["obligations.instance-exception-asked"] }, second: { kinds: ["obligations.instance-exception-granted", "obligations.instance-exception-refused"] } },
  },
];
