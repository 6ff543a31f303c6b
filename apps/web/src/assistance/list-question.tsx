import { useState } from "react";
import type { ReactNode } from "react";
import { Button } from "@trussworks/react-uswds";
import { t } from "../messages.ts";
import { SECTORS } from "../operator/operator-words.ts";
import { SelectField, TextField } from "../parts/fields.tsx";
import { readChoice, readText } from "../parts/form-values.ts";
import { toChoices } from "../parts/to-choices.ts";
import type { ListQuestion, Need } from "./assistance.query.ts";
import { NEED_WORDS } from "./list-words.ts";

const ANY = [{ value: "", label: t("assistance.any") }];

/** What somebody looks for on a public list, in their own words or by choosing; nothing of it is kept. */
export function WithQuestion({ children }: { readonly children: (asked: ListQuestion) => ReactNode }) {
  const [asked, setAsked] = useState<ListQuestion>({});
  return (
    <>
      <form
        role="search"
        aria-label={t("assistance.find")}
        className="bw-panel"
        onSubmit={(event) => {
          event.preventDefault();
          setAsked(readQuestion(new FormData(event.currentTarget)));
        }}
      >
        <TextField label={t("assistance.search")} name="search" hint={t("assistance.searchHint")} maxLength={200} optional />
        <SelectField label={t("assistance.need")} name="need" choices={[...ANY, ...toChoices(NEED_WORDS)]} />
        <SelectField label={t("assistance.sector")} name="sector" choices={[...ANY, ...toChoices(SECTORS)]} />
        <div className="bw-actions bw-after-heading">
          <Button type="submit">{t("assistance.show")}</Button>
        </div>
      </form>
      {children(asked)}
    </>
  );
}

function readQuestion(form: FormData): ListQuestion {
  const [search, need, sector] = [readText(form, "search"), readChoice<Need | "">(form, "need") as Need | "", readText(form, "sector") as NonNullable<ListQuestion["sector"]> | ""];
  return { ...(search ? { search } : {}), ...(need ? { need } : {}), ...(sector ? { sector } : {}) };
}
