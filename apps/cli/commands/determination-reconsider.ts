import { basename } from "node:path";
import { MAX_FACTS_FILE_BYTES, MOST_FACTS_FILES } from "#contracts/determination";
import { connect, serverOption } from "../api.ts";
import { EXIT, type Command } from "../command.types.ts";
import { readInput } from "../read-input.ts";
import { tellDetermination } from "./determination-show.ts";

export const determinationReconsider: Command = {
  noun: "determination",
  verb: "reconsider",
  summary: "Ask to look at a signed determination again, with what you want to be considered",
  details: `At most ${MOST_FACTS_FILES} files of ${MAX_FACTS_FILE_BYTES / 1024} KiB go with it; the enclave's analyst and Director read them as downloads. No access to the model comes with it unless --with-access says so.`,
  operands: [{ name: "ID", help: "the id of a signed request of your organisation" }],
  options: {
    facts: { value: "TEXT", help: "what you want to be considered", required: true },
    file: { value: "FILE", help: "a file that goes with it", many: true },
    "with-access": { help: "let the enclave run its benchmark on the model again, under leases as before" },
    ...serverOption,
  },
  examples: ['determination reconsider dtr_0123456789abcdefghij --facts "We retrained it since." --file report.pdf', 'determination reconsider dtr_0123456789abcdefghij --facts "We retrained it since." --with-access --json'],
  async run(given, talk) {
    const api = connect(given, talk);
    const params = { id: given.operand(0) };
    // Read before anything is sent: a file that cannot be read leaves nothing behind.
    const contents = await Promise.all(given.texts("file").map(async (path) => ({ fileName: basename(path), bytes: await readInput(path, talk, MAX_FACTS_FILE_BYTES) })));
    const files: string[] = [];
    for (const { fileName, bytes } of contents) {
      const waiting = await api.call("POST /determinations/{id}/files", { params, query: { fileName }, body: bytes });
      files.push(...waiting.files.slice(-1).map(({ id }) => id));
    }
    const reply = await api.call("POST /determinations/{id}/reconsiderations", { params, body: { facts: given.requiredText("facts"), files, withAccess: given.isOn("with-access") } });
    talk.answer(reply, tellDetermination(reply));
    return EXIT.done;
  },
};
