import { aboutFile, UsageError } from "../cli-error.ts";
import { EXIT, type Command } from "../command.types.ts";
import { requireFolder } from "../read-input.ts";
import { saveFile } from "../save-file.ts";

export const findingPack: Command = {
  noun: "finding",
  verb: "pack",
  summary: "Make an evidence bundle from a folder with manifest.json and what it names",
  details: "The bundle is a plain tar with every digest, and with a reproduce.sh that needs nothing of breakwater.",
  operands: [{ name: "DIR", help: "a folder that holds manifest.json", optional: true }],
  options: { out: { value: "FILE", help: "where the bundle is written" }, schema: { help: "instead: print the JSON schema of manifest.json" } },
  examples: ["finding pack ./overflow --out overflow.tar", "finding pack ./overflow --out overflow.tar --json", "finding pack --schema"],
  async run(given, talk) {
    const { evidenceJsonSchema, packBundle, readBundle } = await import("#engines/verification");
    if (given.isOn("schema")) {
      talk.answer(evidenceJsonSchema(), JSON.stringify(evidenceJsonSchema(), null, 2));
      return EXIT.done;
    }
    const out = given.text("out");
    if (given.operands.length === 0 || out === undefined) throw new UsageError("DIR or --out FILE is missing: name the folder to pack and where the bundle is written.");
    const folder = await requireFolder(given.operand(0));
    const bytes = await aboutFile(folder, () => packBundle(folder));
    await saveFile(out, bytes);
    const { digest, manifest } = await readBundle(bytes);
    talk.answer({ file: out, digest, bytes: bytes.length, title: manifest.title }, `${out}: ${manifest.title}; ${bytes.length} bytes, sha256 ${digest}`);
    return EXIT.done;
  },
};
