import { t } from "../messages.ts";
import { DateTime } from "../parts/date-time.tsx";
import { StatusTag } from "../parts/status-tag.tsx";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import { HELP_KINDS, HELP_WORDS } from "./help-words.ts";
import type { HelpRequest } from "./assistance.query.ts";

interface HelpRequestFactsProps {
  readonly request: HelpRequest;
  /** Below which heading it stands. */
  readonly level: "h2" | "h3";
}

/** One request for help: what was asked, who took it up, and the answer. */
export function HelpRequestFacts({ request, level: Heading }: HelpRequestFactsProps) {
  const Below = Heading === "h2" ? "h3" : "h4";
  return (
    <div className="bw-request">
      <div className="bw-request__top">
        <Heading>{t(HELP_KINDS[request.kind])}</Heading>
        <StatusTag state={request.state} words={HELP_WORDS} />
      </div>
      <DateTime at={request.requestedAt} />
      <p className="bw-prose">
        <UntrustedText text={request.question} />
      </p>
      {request.takenBy && (
        <p className="bw-note">
          {t("assistance.takenBy")} <UntrustedText text={request.takenBy} />
        </p>
      )}
      {request.answer && (
        <>
          <Below>{t("assistance.answer")}</Below>
          <p className="bw-prose">
            <UntrustedText text={request.answer} />
          </p>
        </>
      )}
    </div>
  );
}
