import { Link } from "@tanstack/react-router";
import { Alert, AlertHeading, AlertText } from "@trussworks/react-uswds";
import { t } from "../messages.ts";
import { DateTime } from "../parts/date-time.tsx";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import type { Advisory } from "./advisories.query.ts";

/** Said before everything else of an advisory that no longer holds: why, and what holds instead. */
export function EndingNotice({ ending }: { readonly ending: Advisory["ending"] }) {
  if (ending === null) return null;
  return (
    <Alert type="warning">
      <AlertHeading level="h2">{t(`advisories.ended.${ending.kind}`)}</AlertHeading>
      <AlertText>
        <UntrustedText text={ending.reason} /> <DateTime at={ending.at} />
      </AlertText>
      {ending.supersededBy && (
        <AlertText>
          {t("advisories.supersededBy")}{" "}
          <Link to="/advisories/$id" params={{ id: ending.supersededBy.advisoryId }} className="usa-link">
            {ending.supersededBy.trackingId}
          </Link>
        </AlertText>
      )}
    </Alert>
  );
}
