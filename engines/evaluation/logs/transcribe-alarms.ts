import type { EgressAlarm } from "#engines/sandbox";

import { boundText, escapeControls } from "../hostile-text.rules.ts";
import type { TranscriptWriter } from "./transcript.ts";

const LONGEST_COMMAND = 4_000;

/** What tried to leave goes into the log that is kept of it, with the command escaped and bounded. */
export function transcribeAlarms(transcript: TranscriptWriter, alarms: readonly EgressAlarm[]): void {
  for (const { sandboxId, at, argv, attempts, lastWords } of alarms)
    transcript.append("alarm", { sandboxId, at, command: boundText(escapeControls(argv.join(" ")), LONGEST_COMMAND), attempts, lastWords });
}
