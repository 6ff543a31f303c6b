import { t } from "../messages.ts";
import { DateTime } from "../parts/date-time.tsx";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import { ABOUT } from "./complaint-words.ts";
import type { Complaint } from "./complaint-words.ts";

/** What was complained of, and the answer. */
export function ComplaintFacts({ complaint }: { readonly complaint: Complaint }) {
  return (
    <>
      <p className="bw-note">
        {t(ABOUT[complaint.about])}, <DateTime at={complaint.receivedAt} />
      </p>
      <UntrustedText text={complaint.text} block />
      {complaint.answer !== null && complaint.answeredAt !== null && (
        <>
          <h3>{t("complaint.answer")}</h3>
          <p className="bw-note">
            <DateTime at={complaint.answeredAt} />
          </p>
          <UntrustedText text={complaint.answer} block />
        </>
      )}
    </>
  );
}
