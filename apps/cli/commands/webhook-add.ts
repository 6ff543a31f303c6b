import { leastSeverity, webhookEvent } from "#contracts/webhooks";
import { askServer } from "../ask-server.ts";
import { UsageError } from "../cli-error.ts";

export const webhookAdd = askServer({
  noun: "webhook",
  verb: "add",
  summary: "Have an address of your organisation told when an advisory goes out",
  details: "Messages are signed as Standard Webhooks 1.0 says. The secret that your system checks them by is shown this once.",
  operands: [{ name: "URL", help: "where messages are sent; https" }],
  options: {
    event: { value: "EVENT", many: true, help: `only these: ${webhookEvent.options.join(", ")}` },
    purl: { value: "PURL", many: true, help: "only about this package" },
    severity: { value: "WORD", help: `only what is at least so bad: ${leastSeverity.options.join(", ")}` },
  },
  examples: ["webhook add https://hooks.example/advisories", "webhook add https://hooks.example/advisories --purl pkg:npm/left-pad --severity high --json"],
  ask: (api, given) => {
    const events = given.texts("event").map((event) => readWord(event, webhookEvent.options, "event"));
    const severity = given.text("severity");
    return api.call("POST /webhooks", {
      body: { url: given.operand(0), purls: [...given.texts("purl")], ...(events.length > 0 ? { events } : {}), ...(severity === undefined ? {} : { leastSeverity: readWord(severity, leastSeverity.options, "severity") }) },
    });
  },
  tell: ({ webhook, secret }) => [`${webhook.id}  ${webhook.url}`, `  secret: ${secret}`],
});

function readWord<Word extends string>(given: string, words: readonly Word[], option: string): Word {
  const word = words.find((one) => one === given);
  if (word === undefined) throw new UsageError(`--${option} ${given}: the words are ${words.join(", ")}.`);
  return word;
}
