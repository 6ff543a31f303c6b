import { MILESTONE_PAYLOAD, milestoneStatement, type MilestoneEnvelope, type MilestoneStatement } from "#contracts/milestones";
import { EXIT, type Command, type Talk } from "../command.types.ts";
import { aboutFile } from "../cli-error.ts";
import { readInput } from "../read-input.ts";
import { readMilestones } from "../read-milestones.ts";

const MOST_KEY_BYTES = 4096;

export const milestonesVerify: Command = {
  noun: "milestones",
  verb: "verify",
  summary: "Check signed milestones against a key you trust, without a server",
  details: `Yes means that each statement was signed by this key, is a milestone and nothing more, and speaks for the installation that the file
names. That the file names a key is no proof: use the one that the other side gave you by another way.`,
  operands: [{ name: "FILE", help: "a file of `milestones export`, or - for standard input" }],
  options: { key: { value: "FILE", required: true, help: "the installation's public key, Ed25519 in PEM" } },
  examples: ["milestones verify milestones.json --key shield.pem", "milestones verify milestones.json --key shield.pem --json"],
  async run(given, talk) {
    const source = given.operand(0);
    const { installation, statements } = await readMilestones(source, talk);
    const key = await readKey(given.requiredText("key"), talk);
    const checked = await Promise.all(statements.map((envelope) => check(envelope, { installation, key })));
    const ok = checked.length > 0 && checked.every((one) => one.ok);
    talk.answer({ source, ok, installation, statements: checked }, [
      `${source}: ${ok ? "verified" : checked.length === 0 ? "holds no statement" : "not verified"}`,
      ...checked.map((one) => (one.ok ? `  ${one.statement.paragraph}  ${one.statement.status}  as of ${one.statement.asOf}, number ${one.statement.sequence} of ${installation}` : `  ${one.fault}: ${one.message}`)),
    ]);
    return ok ? EXIT.done : EXIT.no;
  },
};

type Checked = { readonly ok: true; readonly statement: MilestoneStatement } | { readonly ok: false; readonly fault: string; readonly message: string };

async function check(envelope: MilestoneEnvelope, { installation, key }: { readonly installation: string; readonly key: string }): Promise<Checked> {
  const { canonicalJson, verifyStatement } = await import("#engines/ledger");
  const verdict = verifyStatement(envelope, [key], MILESTONE_PAYLOAD);
  if (!verdict.ok) return { ok: false, fault: verdict.code, message: verdict.message };
  const { data: statement } = milestoneStatement.safeParse(verdict.payload);
  // One spelling only: blanks or doubled fields could carry more than it says.
  if (!statement || canonicalJson(statement) !== Buffer.from(envelope.payload, "base64").toString("utf8")) return { ok: false, fault: "not-a-milestone", message: "it is signed, but holds more, less or something else than a milestone" };
  if (statement.installation !== installation) return { ok: false, fault: "another-installation", message: `it speaks for ${statement.installation}, and the file says ${installation}` };
  return { ok: true, statement };
}

function readKey(path: string, talk: Talk): Promise<string> {
  return aboutFile(path, async () => {
    const { computeKeyId } = await import("#engines/ledger");
    const pem = new TextDecoder().decode(await readInput(path, talk, MOST_KEY_BYTES));
    computeKeyId(pem);
    return pem;
  });
}
