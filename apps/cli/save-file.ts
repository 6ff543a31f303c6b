import { createHash } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import type { Client, Operations } from "#api-client";
import { connect, serverOption } from "./api.ts";
import { EXIT, type Command, type Given } from "./command.types.ts";
import { explainFileError } from "./read-input.ts";

/** Writes a file and the folders it needs. */
export async function saveFile(path: string, bytes: Uint8Array): Promise<{ readonly file: string; readonly bytes: number; readonly sha256: string }> {
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, bytes);
  } catch (error) {
    throw explainFileError(path, error);
  }
  return { file: path, bytes: bytes.length, sha256: createHash("sha256").update(bytes).digest("hex") };
}

/** The command that fetches one file from a server and writes it to `--out`. */
export function fetchToFile({ fetch, ...rest }: Omit<Command, "options" | "run"> & { fetch(api: Client<Operations>, given: Given): Promise<Uint8Array> }): Command {
  return {
    ...rest,
    options: { out: { value: "FILE", required: true, help: "where it is written" }, ...serverOption },
    async run(given, talk) {
      const saved = await saveFile(given.requiredText("out"), await fetch(connect(given, talk), given));
      talk.answer(saved, `${saved.file}: ${saved.bytes} bytes, sha256 ${saved.sha256}`);
      return EXIT.done;
    },
  };
}
