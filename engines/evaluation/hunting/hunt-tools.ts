import { z } from "zod";

import type { Sandbox } from "#engines/sandbox";

import { makeTool, pathInView, shapeTool, toRefusalText, VIEW_FOLDER } from "../agents/tools.ts";
import type { Tool } from "../agents/tools.ts";

const LARGEST_INPUT_BYTES = 1024 * 1024;
const LARGEST_PATCH_BYTES = 256 * 1024;

/** What the hunter says it found; its texts and bytes are hostile. */
export interface CrashReport {
  readonly input: Uint8Array;
  readonly title: string;
  readonly explanation: string;
  readonly patch: Uint8Array | null;
}

export const REPORT_CRASH = shapeTool({
  name: "report_crash",
  description: "Report an input that makes the program crash. It is built and run again elsewhere; the answer tells whether it counts.",
  input: z.strictObject({
    input: pathInView,
    title: z.string().min(1).max(200),
    explanation: z.string().max(8_000),
    patch: pathInView.optional(),
  }),
});

/** `judge` answers the hunter in one sentence. */
export function reportCrashTool(sandbox: Sandbox, judge: (report: CrashReport) => Promise<string>): Tool {
  const read = (path: string, maxBytes: number) => sandbox.read(`${VIEW_FOLDER}/${path}`, { maxBytes });
  return makeTool(REPORT_CRASH, async ({ input, title, explanation, patch }) => {
    let files: Pick<CrashReport, "input" | "patch">;
    try {
      files = { input: await read(input, LARGEST_INPUT_BYTES), patch: patch === undefined ? null : await read(patch, LARGEST_PATCH_BYTES) };
    } catch (cause) {
      return { text: `error: report_crash: ${toRefusalText(cause)}` };
    }
    return { text: await judge({ ...files, title, explanation }) };
  });
}
