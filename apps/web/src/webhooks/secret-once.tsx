import { Alert, AlertHeading, AlertText } from "@trussworks/react-uswds";
import { t } from "../messages.ts";
import { CopyButton } from "../parts/copy-button.tsx";

/** A secret is on the page once and nowhere else; leaving the page forgets it. */
export function SecretOnce({ secret }: { readonly secret: string }) {
  return (
    <Alert type="success">
      <AlertHeading level="h2">{t("webhooks.once")}</AlertHeading>
      <AlertText>{t("webhooks.onceWords")}</AlertText>
      <dl className="bw-secret">
        <dt>{t("webhooks.secret")}</dt>
        <dd>
          <code>{secret}</code>
        </dd>
      </dl>
      <CopyButton text={secret} what={t("webhooks.secretWord")} />
    </Alert>
  );
}
