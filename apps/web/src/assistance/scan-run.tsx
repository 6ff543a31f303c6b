import { t } from "../messages.ts";
import { DateTime } from "../parts/date-time.tsx";
import { DefinitionList } from "../parts/definition-list.tsx";
import { StatusTag } from "../parts/status-tag.tsx";
import { formatBytes } from "../format.ts";
import { RUN_STATES } from "./scan-words.ts";
import type { Scan } from "./scan-words.ts";

/** What was handed over to be examined, and how far the scanner came. */
export function ScanRun({ scan: { source, run } }: { readonly scan: Pick<Scan, "source" | "run"> }) {
  if (!source && !run) return null;
  return (
    <>
      {run && <StatusTag state={run.state} words={RUN_STATES} />}
      <DefinitionList
        items={[
          { term: t("scan.source"), detail: source && `${formatBytes(source.bytes)}, SHA-256 ${source.digest.slice(0, 12)}…` },
          { term: t("scan.sourceHanded"), detail: source && <DateTime at={source.handedAt} /> },
          { term: t("scan.runEnded"), detail: run?.endedAt && <DateTime at={run.endedAt} /> },
          { term: t("scan.runFound"), detail: run?.found === null || run?.found === undefined ? null : String(run.found) },
          { term: t("scan.runTokens"), detail: run?.tokens === null || run?.tokens === undefined ? null : String(run.tokens) },
          { term: t("scan.runHeld"), detail: run?.isolationHeld === null || run?.isolationHeld === undefined ? null : t(run.isolationHeld ? "scan.runHeldYes" : "scan.runHeldNo") },
        ]}
      />
    </>
  );
}
