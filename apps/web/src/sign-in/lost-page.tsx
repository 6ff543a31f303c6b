import { useMutation } from "@tanstack/react-query";
import { Alert, AlertText, Button, TextInput } from "@trussworks/react-uswds";
import { useState } from "react";
import type { ChangeEvent } from "react";
import { api } from "../api.ts";
import { t } from "../messages.ts";
import { FormField } from "../parts/form-field.tsx";
import { FormProblem } from "../parts/form-problem.tsx";
import { PageHeading } from "../parts/page-heading.tsx";

/** Asks two others to let a person in again. The answer is the same whether the address is known or not. */
export function LostPage() {
  const [email, setEmail] = useState("");
  const ask = useMutation({ mutationFn: () => api.call("POST /recoveries", { body: { email } }) });
  return (
    <div className="bw-page">
      <div className="bw-narrow">
        <PageHeading title={t("signIn.lost.title")} lead={t("signIn.lost.lead")} />
        {ask.isSuccess ? (
          <Alert type="info" role="status">
            <AlertText>{t("signIn.lost.asked")}</AlertText>
          </Alert>
        ) : (
          <form
            aria-label={t("signIn.lost.title")}
            onSubmit={(event) => {
              event.preventDefault();
              ask.mutate();
            }}
          >
            <FormProblem error={ask.error} fields={["email"]} />
            <FormField label={t("signIn.link.email")} name="email" hint={t("signIn.link.hint")} error={ask.error}>
              {(control) => <TextInput {...control} type="email" autoComplete="email" value={email} onChange={(event: ChangeEvent<HTMLInputElement>) => setEmail(event.target.value)} />}
            </FormField>
            <Button type="submit" disabled={ask.isPending}>
              {t("signIn.lost.ask")}
            </Button>
          </form>
        )}
      </div>
    </div>
  );
}
