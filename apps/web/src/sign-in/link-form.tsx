import { useMutation } from "@tanstack/react-query";
import { Alert, AlertText, Button, TextInput } from "@trussworks/react-uswds";
import { useState } from "react";
import type { ChangeEvent } from "react";
import { api } from "../api.ts";
import { t } from "../messages.ts";
import { FormField } from "../parts/form-field.tsx";
import { FormProblem } from "../parts/form-problem.tsx";

/** Asks for a one-time link by mail. The answer is the same whether the address is known or not. */
export function LinkForm() {
  const [email, setEmail] = useState("");
  const ask = useMutation({ mutationFn: () => api.call("POST /sign-in/links", { body: { email } }) });

  if (ask.isSuccess) {
    return (
      <Alert type="info" role="status">
        <AlertText>{t("signIn.link.sent")}</AlertText>
      </Alert>
    );
  }
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        ask.mutate();
      }}
    >
      <FormProblem error={ask.error} fields={["email"]} />
      <FormField label={t("signIn.link.email")} name="email" hint={t("signIn.link.hint")} error={ask.error}>
        {(control) => (
          <TextInput
            {...control}
            type="email"
            autoComplete="email"
            value={email}
            onChange={(event: ChangeEvent<HTMLInputElement>) => setEmail(event.target.value)}
          />
        )}
      </FormField>
      <Button type="submit" disabled={ask.isPending}>
        {t("signIn.link.ask")}
      </Button>
    </form>
  );
}
