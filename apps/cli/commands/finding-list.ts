import { FINDING_STATES } from "#contracts/findings";
import { askServer, tellList } from "../ask-server.ts";
import { UsageError } from "../cli-error.ts";

export const findingList = askServer({
  noun: "finding",
  verb: "list",
  summary: "List your organisation's findings; for the clearinghouse, all",
  options: { state: { value: "STATE", help: `only those in this state: ${FINDING_STATES.join(", ")}` } },
  examples: ["finding list", "finding list --state needs_validation --json"],
  ask(api, given) {
    const wanted = given.text("state");
    const state = FINDING_STATES.find((one) => one === wanted);
    if (wanted !== undefined && state === undefined) throw new UsageError(`--state ${wanted}: the states are ${FINDING_STATES.join(", ")}.`);
    return api.call("GET /findings", { query: { state } });
  },
  tell: ({ findings }) => tellList(findings.map(({ id, state, title, target }) => `${id}  ${state}  ${title} (${target.name} ${target.version})`), "No findings."),
});
