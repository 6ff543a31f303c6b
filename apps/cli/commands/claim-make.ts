import { connect, serverOption } from "../api.ts";
import { UsageError } from "../cli-error.ts";
import { EXIT, type Command, type Given } from "../command.types.ts";

const KINDS = ["owner", "open-source", "own-system"] as const;

export const claimMake: Command = {
  noun: "claim",
  verb: "make",
  summary: "Say which target you intend to scan, before you scan it",
  details: "Yes means that the claim is yours. If another has it, both sides are told how to reach each other, and nothing more.",
  operands: [],
  options: {
    repository: { value: "URL", help: "the target's repository" },
    product: { value: "NAME", help: "or its name, where it has no public repository" },
    path: { value: "PATH", help: "only this part of it" },
    weakness: { value: "CWE", help: "only this weakness, such as CWE-787" },
    authorisation: { value: "KIND", required: true, help: `why you may scan it: ${KINDS.join(", ")}` },
    evidence: { value: "TEXT", required: true, help: "what shows it" },
    ...serverOption,
  },
  examples: [
    'claim make --repository https://code.example/tinyini --authorisation open-source --evidence "LICENSE in the repository"',
    'claim make --product "Harbour Gauge" --authorisation own-system --evidence "asset 17 of our list" --json',
  ],
  async run(given, talk) {
    const answer = await connect(given, talk).call("POST /claims", { body: { ...readTarget(given), authorisation: { kind: readKind(given), evidence: given.requiredText("evidence") } } });
    const isOurs = answer.answer === "claimed";
    talk.answer(answer, isOurs ? `claimed: ${answer.claimId}, until ${answer.expiresAt}` : `already claimed by another; exchange ${answer.exchangeId}`);
    return isOurs ? EXIT.done : EXIT.no;
  },
};

function readTarget(given: Given) {
  const names = ["repository", "product", "path", "weakness"] as const;
  return Object.fromEntries(names.flatMap((name) => (given.text(name) === undefined ? [] : [[name, given.requiredText(name)]])));
}

function readKind(given: Given): (typeof KINDS)[number] {
  const wanted = given.requiredText("authorisation");
  const kind = KINDS.find((one) => one === wanted);
  if (kind === undefined) throw new UsageError(`--authorisation ${wanted}: the kinds are ${KINDS.join(", ")}.`);
  return kind;
}
