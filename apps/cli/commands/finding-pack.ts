import { aboutFile } from "../cli-error.ts";
import { EXIT, type Command } from "../command.types.ts";
import { requireFolder } from "../read-input.ts";
import { saveFile } from "../save-file.ts";

export const findingPack: Command = {
  noun: "finding",
  verb: "pack",
  summary: "Make an evidence bundle from a folder with manifest.json and what it names",
  details: "The bundle is a plain tar with every digest, and with a reproduce.sh that needs nothing of breakwater.",
  operands: [{ name: "DIR", help: "a folder that holds manifest.json" }],
  options: { out: { value: "FILE", required: true, help: "where the bundle is written" } },
  examples: ["finding pack ./overflow --out overflow.tar", "finding pack ./overflow --out overflow.tar --json"],
  async run(given, talk) {
    const { packBundle, readBundle } = await import("#engines/verification");
    const out = given.requiredText("out");
    const folder = await requireFolder(given.operand(0));
    const bytes = await aboutFile(folder, () => packBundle(folder));
    await saveFile(out, bytes);
    const { digest, manifest } = await readBundle(bytes);
    talk.answer({ file: out, digest, bytes: bytes.length, title: manifest.title }, `${out}: ${manifest.title}; ${bytes.length} bytes, sha256 ${digest}`);
    return EXIT.done;
  },
};
