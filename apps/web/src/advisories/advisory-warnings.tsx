import { Alert, AlertHeading } from "@trussworks/react-uswds";
import { t } from "../messages.ts";
import { UntrustedText } from "../parts/untrusted-text.tsx";

/** What an advisory would say that cannot all be true. Sent once more, it goes out as it is. */
export function AdvisoryWarnings({ warnings }: { readonly warnings: readonly string[] }) {
  if (warnings.length === 0) return null;
  return (
    <Alert type="warning">
      <AlertHeading level="h3">{t("advisories.warnings")}</AlertHeading>
      <ul>
        {warnings.map((warning) => (
          <li key={warning}>
            <UntrustedText text={warning} />
          </li>
        ))}
      </ul>
    </Alert>
  );
}
