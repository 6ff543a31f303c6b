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
];
