import { askServer } from "../ask-server.ts";

export const planShow = askServer({
  noun: "plan",
  verb: "show",
  summary: "Show your organisation's plan: at most five steps, the first is to be done first",
  examples: ["plan show", "plan show --json"],
  ask: (api) => api.call("GET /operator/plan"),
  tell: ({ steps, waiting, note }) => [
    ...steps.flatMap(({ id, title, why, care, how, due, whomToCall, state, assets, advisories, guidanceNote }, index) => [
      `${index + 1}. ${title}  (${id}, ${state})`,
      `   why: ${why}`,
      ...care.map((line) => `   mind: ${line}`),
      ...how.map((line) => `   do: ${line}`),
      `   due: ${due}. ${guidanceNote}`,
      `   call: ${whomToCall}`,
      ...assets.map(({ name, version, fixedVersion, location, place }) => `   - ${name} ${version ?? "(version unknown)"}${fixedVersion === null ? "" : ` → ${fixedVersion}`}${location === null ? "" : `, ${location}`} (${place})`),
      ...advisories.flatMap(({ trackingId, url }) => (url === null ? [] : [`   read: ${trackingId} ${url}`])),
    ]),
    ...(waiting > 0 ? [`${waiting} more steps wait behind these.`] : []),
    ...(note === null ? [] : [note]),
  ],
});
