import { useState } from "react";
import { t, tCount } from "../messages.ts";
import { DateTime } from "../parts/date-time.tsx";
import { DefinitionList } from "../parts/definition-list.tsx";
import { StatusTag } from "../parts/status-tag.tsx";
import { EMBARGO_WORDS, EXIT_WORDS } from "./case-words.ts";
import type { Embargo } from "./clearinghouse.query.ts";
import { timeLeft } from "./time-left.ts";

/** Where the embargo stands, and its exact end in UTC and in the reader's own time. */
export function EmbargoFacts({ embargo }: { readonly embargo: Embargo }) {
  const [openedAtMs] = useState(() => Date.now());
  const left = embargo.endsAt && embargo.state !== "EXITED" ? timeLeft(embargo.endsAt, openedAtMs) : undefined;
  return (
    <DefinitionList
      items={[
        { term: t("clearinghouse.embargo.state"), detail: <StatusTag state={embargo.state} words={EMBARGO_WORDS} /> },
        {
          term: t(embargo.state === "EXITED" && embargo.exitReason !== "end-reached" ? "clearinghouse.embargo.wouldEnd" : "clearinghouse.embargo.ends"),
          detail: embargo.endsAt && (
            <>
              <DateTime at={embargo.endsAt} />
              <code className="bw-row-note">{embargo.endsAt}</code>
              {left && <span className="bw-row-note">{tCount(left.unit === "days" ? "clearinghouse.embargo.daysLeft" : "clearinghouse.embargo.hoursLeft", left.count)}</span>}
            </>
          ),
        },
        { term: t("clearinghouse.embargo.extended"), detail: embargo.extended ? t("clearinghouse.embargo.extendedOnce") : null },
        { term: t("clearinghouse.embargo.reason"), detail: embargo.exitReason && t(EXIT_WORDS[embargo.exitReason]) },
      ]}
    />
  );
}
