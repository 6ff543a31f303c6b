// node engines/decision-proof/rebuild-circuit.ts FOLDER: after a change of the circuit (under another CIRCUIT name) compiles
// it with its work kept in FOLDER, and writes the verification key. The tests' proof is then made again (tests/setup).
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { decisionProgram } from "./decision-circuit.ts";
import { openWorkFolder } from "./work-folder.ts";

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error("Name a folder for what compiling keeps");
const { verificationKey } = await decisionProgram.compile({ cache: openWorkFolder(folder) });
await writeFile(join(import.meta.dirname, "verification-key.json"), `${JSON.stringify({ data: verificationKey.data, hash: verificationKey.hash.toString() }, null, 2)}\n`);
process.exit(0);
