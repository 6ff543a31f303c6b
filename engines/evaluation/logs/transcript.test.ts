import { expect, test } from "vitest";

import type { Transcript } from "../evaluation.types.ts";
import { TranscriptWriter, verifyTranscript } from "./transcript.ts";

function write(): { transcript: Transcript; head: string } {
  const writer = new TranscriptWriter({ taskId: "lamp", epoch: 1 }, () => new Date("2026-06-02T12:00:00Z"));
  writer.append("sample", { taskId: "lamp" });
  writer.append("reply", { text: "hello", toolCalls: [] });
  writer.append("end", { score: 0 });
  return { transcript: writer.finish(), head: writer.head };
}
const change = (transcript: Transcript, entries: Transcript["entries"]): Transcript => ({ ...transcript, entries });

test("a transcript as written is intact, also after a trip through JSON", () => {
  const { transcript, head } = write();
  expect(verifyTranscript(transcript, head)).toEqual({ intact: true });
  expect(verifyTranscript(JSON.parse(JSON.stringify(transcript)) as Transcript, head)).toEqual({ intact: true });
});

test("a changed, dropped, moved or cut entry is found and placed", () => {
  const { transcript, head } = write();
  const [first, second, third] = transcript.entries;
  if (!first || !second || !third) throw new Error("three entries were written");
  expect(verifyTranscript(change(transcript, [first, { ...second, data: { text: "bye", toolCalls: [] } }, third]))).toEqual({ intact: false, brokenAt: 1 });
  expect(verifyTranscript(change(transcript, [first, third]))).toEqual({ intact: false, brokenAt: 1 });
  expect(verifyTranscript(change(transcript, [second, first, third]))).toEqual({ intact: false, brokenAt: 0 });
  expect(verifyTranscript(change(transcript, [first, second]), head)).toEqual({ intact: false, brokenAt: 2 });
  expect(verifyTranscript({ ...transcript, epoch: 2 })).toEqual({ intact: false, brokenAt: 0 });
});
