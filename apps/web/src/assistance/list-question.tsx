import { useState } from "react";
import type { ReactNode } from "react";
import { Button } from "@trussworks/react-uswds";
import { t } from "../messages.ts";
import { REGIONS, SECTORS, SIZES } from "../operator/operator-words.ts";
import { Disclosure } from "../parts/disclosure.tsx";
import { SelectField, TextField } from "../parts/fields.tsx";
import { readText } from "../parts/form-values.ts";
import { toChoices } from "../parts/to-choices.ts";
import type { ListQuestion } from "./assistance.query.ts";
import { NEED_WORDS } from "./list-words.ts";

const PUBLIC_BODY = { yes: "assistance.publicBody.yes", no: "assistance.publicBody.no" } as const;
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
        <div className="bw-pair">
          <SelectField label={t("assistance.need")} name="need" choices={[...ANY, ...toChoices(NEED_WORDS)]} optional />
          <SelectField label={t("assistance.sector")} name="sector" choices={[...ANY, ...toChoices(SECTORS)]} optional />
        </div>
        <Disclosure summary={t("assistance.more")}>
          <div className="bw-pair">
            <SelectField label={t("operator.size")} name="sizeBand" choices={[...ANY, ...toChoices(SIZES)]} optional />
            <SelectField label={t("operator.region")} name="region" choices={[...ANY, ...toChoices(REGIONS)]} optional />
            <SelectField label={t("assistance.publicBody")} name="publicBody" choices={[...ANY, ...toChoices(PUBLIC_BODY)]} optional />
          </div>
        </Disclosure>
        <div className="bw-actions bw-after-heading">
          <Button type="submit">{t("assistance.show")}</Button>
        </div>
      </form>
      {children(asked)}
    </>
  );
}

const ASKED = ["search", "need", "sector", "sizeBand", "region", "publicBody"] as const satisfies readonly (keyof ListQuestion)[];

/** What was left open asks nothing. The values are those the form itself offers. */
function readQuestion(form: FormData): ListQuestion {
  return Object.fromEntries(ASKED.map((name) => [name, readText(form, name)]).filter(([, value]) => value !== ""));
}
