import { useMutation } from "@tanstack/react-query";
import { Alert, AlertText, Button } from "@trussworks/react-uswds";
import { t } from "../messages.ts";
import { LinkButton } from "../parts/link-button.tsx";
import { problemInWords } from "../parts/problem-in-words.ts";
import { proveAgain } from "./use-passkey.ts";

/** Stands beside a refusal that asks for a fresh proof: one click, then the act may be tried again. */
export function ProveAgain() {
  const prove = useMutation({ mutationFn: proveAgain });
  // Said here and not where acts are announced: beside an open dialog all else is dimmed and silent.
  if (prove.data === "proved") {
    return (
      <Alert type="success" slim role="status">
        <AlertText>{t("prove.done")}</AlertText>
      </Alert>
    );
  }
  if (prove.data === "nothing") {
    return (
      <div className="bw-stack">
        <p>{t("prove.noWay")}</p>
        <div>
          <LinkButton to="/account" outline>
            {t("prove.account")}
          </LinkButton>
        </div>
      </div>
    );
  }
  return (
    <div className="bw-stack">
      {prove.error && (
        <Alert type="error" slim role="alert">
          <AlertText>{problemInWords(prove.error)}</AlertText>
        </Alert>
      )}
      <div>
        <Button type="button" outline disabled={prove.isPending} onClick={() => prove.mutate()}>
          {t("prove.act")}
        </Button>
      </div>
    </div>
  );
}
