import { connect, serverOption } from "../api.ts";
import { EXIT, type Command } from "../command.types.ts";
import { readMilestones } from "../read-milestones.ts";

export const milestonesImport: Command = {
  noun: "milestones",
  verb: "import",
  summary: "Hand another installation's signed milestones to this one",
  details: `All of them are taken in, or none. The server believes only keys that two people there have pinned, takes no statement twice and
none that is older than what it knows; the latest that is known already may be in the file.`,
  operands: [{ name: "FILE", help: "a file of `milestones export`, or - for standard input" }],
  options: { ...serverOption },
  examples: ["milestones import milestones.json", "milestones import milestones.json --server https://civil.example --json"],
  async run(given, talk) {
    const { statements } = await readMilestones(given.operand(0), talk);
    const reply = await connect(given, talk).call("POST /obligations/milestones", { body: { statements } });
    talk.answer(reply, reply.statements.map(({ installation, paragraph, sequence, outcome }) => `${paragraph}  number ${sequence} of ${installation}: ${outcome === "known" ? "known already" : "taken in"}`));
    return EXIT.done;
  },
};
