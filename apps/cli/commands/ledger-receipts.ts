import { connect, serverOption } from "../api.ts";
import { EXIT, type Command } from "../command.types.ts";
import { saveFile } from "../save-file.ts";

export const ledgerReceipts: Command = {
  noun: "ledger",
  verb: "receipts",
  summary: "Fetch your receipts for the acts on a record, each to be kept and checked offline",
  details: "Each is written to its own file, which `ledger verify --receipt` takes.",
  operands: [],
  options: {
    subject: { value: "ID", required: true, help: "the id of the record" },
    out: { value: "DIR", required: true, help: "the folder that they are written to" },
    ...serverOption,
  },
  examples: ["ledger receipts --subject eng_0123456789abcdefghij --out receipts/", "ledger receipts --subject eng_0123456789abcdefghij --out receipts/ --json"],
  async run(given, talk) {
    const subject = given.requiredText("subject");
    const { receipts } = await connect(given, talk).call("GET /ledger/receipts", { query: { subject } });
    const files: string[] = [];
    for (const [index, receipt] of receipts.entries()) {
      const { file } = await saveFile(`${given.requiredText("out").replace(/\/+$/, "")}/receipt-${index + 1}.json`, Buffer.from(`${JSON.stringify(receipt)}\n`));
      files.push(file);
    }
    talk.answer({ subject, files }, files.length === 0 ? "No receipts." : files);
    return EXIT.done;
  },
};
