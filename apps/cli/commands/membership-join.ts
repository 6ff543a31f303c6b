import { connect, serverOption } from "../api.ts";
import { UsageError } from "../cli-error.ts";
import { EXIT, type Command } from "../command.types.ts";
import { tellMembership } from "./membership-show.ts";

const PURPOSES = ["campaigns", "pulled-records"] as const;

export const membershipJoin: Command = {
  noun: "membership",
  verb: "join",
  summary: "Join the clearinghouse for your organisation",
  details: "Without --agree it shows the text that would be signed, signs nothing, and answers no.",
  operands: [],
  options: {
    name: { value: "NAME", required: true, help: "who signs" },
    title: { value: "TITLE", required: true, help: "as what they sign" },
    purpose: { value: "PURPOSE", many: true, required: true, help: `what you agree to: ${PURPOSES.join(", ")}` },
    agree: { value: "DIGEST", help: "the digest of the text that you read" },
    ...serverOption,
  },
  examples: ['membership join --name "Ada Signer" --title Counsel --purpose campaigns', 'membership join --name "Ada Signer" --title Counsel --purpose campaigns --agree DIGEST'],
  async run(given, talk) {
    const purposes = given.texts("purpose").map(readPurpose);
    const api = connect(given, talk);
    const termsDigest = given.text("agree");
    if (termsDigest === undefined) {
      const terms = await api.call("GET /membership/terms");
      talk.answer(terms, [terms.text, "", `Nothing was signed. To agree to this text: --agree ${terms.digest}`]);
      return EXIT.no;
    }
    const joined = await api.call("POST /membership", { body: { termsDigest, signatory: { name: given.requiredText("name"), title: given.requiredText("title") }, purposes, agrees: true } });
    talk.answer(joined, tellMembership(joined));
    return EXIT.done;
  },
};

function readPurpose(word: string): (typeof PURPOSES)[number] {
  const purpose = PURPOSES.find((one) => one === word);
  if (purpose === undefined) throw new UsageError(`--purpose ${word}: the purposes are ${PURPOSES.join(", ")}.`);
  return purpose;
}
