import { askEnclave } from "../ask-enclave.ts";
import { CliError, UsageError } from "../cli-error.ts";
import { EXIT } from "../command.types.ts";
import { tellKeys } from "../tell-enclave.ts";

export const enclaveDelegate = askEnclave({
  verb: "delegate",
  summary: "Let a delegate sign until an instant, or end that before its time",
  details: "For the Director alone. The delegate holds the role already, and gets a key of their own.",
  operands: [{ name: "NAME", help: "the delegate's name or id; with --end the delegation's id" }],
  options: { until: { value: "INSTANT", help: "when it ends by itself, such as 2026-12-01T15:00:00Z; 90 days ahead at most" }, end: { help: "end this delegation now" } },
  examples: ['enclave delegate "Dana Reed" --until 2026-12-01T15:00:00Z', "enclave delegate dlg_0123456789abcdefghij --end --json"],
  async ask(api, given) {
    if (given.isOn("end")) return api.call("POST /keys/delegations/end", { body: { delegationId: given.operand(0) } });
    const until = given.text("until");
    if (until === undefined) throw new UsageError("--until: say when the delegation ends.");
    const { eligible } = await api.call("GET /keys");
    const wanted = given.operand(0).toLowerCase();
    const person = eligible.find(({ personId, name }) => personId === wanted || name.toLowerCase() === wanted);
    if (!person) throw new CliError(EXIT.usage, "no-such-person", `Nobody called "${given.operand(0)}" can be named by you. There are: ${eligible.map(({ name }) => name).join(", ") || "none"}.`);
    return api.call("POST /keys/delegations", { body: { personId: person.personId, until } });
  },
  tell: tellKeys,
});
