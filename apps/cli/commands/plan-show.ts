import { askServer } from "../ask-server.ts";

export const planShow = askServer({
  noun: "plan",
  verb: "show",
  summary: "Show your organisation's plan: at most five steps, the first is to be done first",
  examples: ["plan show", "plan show --json"],
  ask: (api) => api.call("GET /operator/plan"),
  tell: ({ steps, waiting, note }) => [
    ...steps.flatMap(({ id, title, why, how, due, whomToCall, state, assets, guidanceNote }, index) => [
      `${index + 1}. ${title}  (${id}, ${state})`,
      `   why: ${why}`,
      ...how.map((line) => `   do: ${line}`),
      `   due: ${due}. ${guidanceNote}`,
      `   call: ${whomToCall}`,
      ...assets.map(({ name, version, location, place }) => `   - ${name} ${version ?? "(version unknown)"}${location === null ? "" : `, ${location}`} (${place})`),
    ]),
    ...(waiting > 0 ? [`${waiting} more steps wait behind these.`] : []),
    ...(note === null ? [] : [note]),
  ],
});
