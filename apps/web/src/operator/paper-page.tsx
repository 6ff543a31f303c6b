import { useQuery } from "@tanstack/react-query";
import { Button } from "@trussworks/react-uswds";
import { useState } from "react";
import type { ReactNode } from "react";
import { t } from "../messages.ts";
import type { MessageKey } from "../messages.ts";
import { toVisibleText } from "../parts/escape-controls.ts";
import { PageHeading } from "../parts/page-heading.tsx";
import { QueryView } from "../parts/query-view.tsx";
import { toChoices } from "../parts/to-choices.ts";
import { useSession } from "../shell/session.ts";
import type { JoinAnswers } from "./join-answers.ts";
import { TAKING_PART } from "./operator-roles.ts";
import { CONTACT_WAYS, REGIONS, SIZES } from "./operator-words.ts";
import { paperFormQuery, sectorChoicesQuery } from "./operator.query.ts";
import type { PaperForm } from "./operator.query.ts";
import { useJoinAnswers } from "./use-join-answers.ts";

const LINES_TO_FILL = Array.from({ length: 11 }, (_, index) => index + 1);
const SHEETS = 2;
const COLUMNS: readonly MessageKey[] = ["operator.paper.what", "operator.asset.version", "operator.paper.count", "operator.asset.location", "operator.paper.internet", "operator.paper.vital"];

/** Joining without a computer: for everybody, and for whoever prints it for somebody else. Each form has a number of its own. */
export function PaperPage() {
  const { answers } = useJoinAnswers();
  const [filled, setFilled] = useState(true);
  const form = useQuery(paperFormQuery);
  const begun = answers.choice !== undefined;
  return (
    <div className="bw-page bw-paper">
      <PageHeading
        title={t("operator.paper.title")}
        lead={<p className="bw-paper__screen">{t("operator.paper.lead")}</p>}
        actions={
          <>
            <Button type="button" onClick={() => window.print()}>
              {t("operator.plan.print")}
            </Button>
            <Button type="button" outline disabled={form.isFetching} onClick={() => void form.refetch()}>
              {t("operator.paper.another")}
            </Button>
            {begun && (
              <Button type="button" outline onClick={() => setFilled(!filled)}>
                {t(filled ? "operator.paper.blank" : "operator.paper.filled")}
              </Button>
            )}
          </>
        }
      />
      <QueryView query={form}>
        {(found) => (
          <>
            <FirstSheet form={found} answers={filled ? answers : {}} />
            <SecondSheet form={found} />
          </>
        )}
      </QueryView>
    </div>
  );
}

function FirstSheet({ form, answers }: { readonly form: PaperForm; readonly answers: JoinAnswers }) {
  const sectors = useQuery(sectorChoicesQuery);
  const session = useSession();
  const own = session.state === "signed-in" && session.person.roles.some((role) => TAKING_PART.includes(role)) ? session.person : undefined;
  const { choice = "", sizeBand = "", region = "" } = answers;
  return (
    <Sheet number={1} form={form}>
      <Part number={1} title="operator.paper.who">
        <Line label="operator.paper.name" filled={own?.organisationName} />
        <Line label="operator.paper.number" filled={own?.organisationId} />
        <Line label="operator.paper.person" />
        <p className="bw-paper__ask">{t("operator.paper.how")}</p>
        <Boxes choices={toChoices(CONTACT_WAYS)} ticked="" />
        <Line label="operator.paper.reach" />
      </Part>
      <Part number={2} title="operator.join.sector">
        <QueryView query={sectors}>{({ choices }) => <Boxes choices={choices.map(({ code, name }) => ({ value: code, label: name }))} ticked={choice} />}</QueryView>
      </Part>
      <Part number={3} title="operator.join.size">
        <Boxes choices={toChoices(SIZES)} ticked={sizeBand} />
      </Part>
      <Part number={4} title="operator.join.region">
        <Boxes choices={toChoices(REGIONS)} ticked={region} />
      </Part>
      <Part number={5} title="operator.join.helper">
        <p>{t("operator.paper.helper")}</p>
        <Line label="operator.paper.helperName" />
      </Part>
    </Sheet>
  );
}

function SecondSheet({ form }: { readonly form: PaperForm }) {
  return (
    <Sheet number={2} form={form}>
      <Part number={6} title="operator.paper.own">
        <p>{t("operator.paper.ownWords")}</p>
        <table className="bw-paper__table">
          <thead>
            <tr>
              {COLUMNS.map((key) => (
                <th key={key} scope="col">
                  {t(key)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {LINES_TO_FILL.map((line) => (
              <tr key={line}>
                {COLUMNS.map((key) => (
                  <td key={key}>{"\u00a0"}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </Part>
      <Part number={7} title="operator.join.terms">
        <ul className="bw-paper__terms">
          {form.terms.sentences.map((sentence) => (
            <li key={sentence}>{toVisibleText(sentence)}</li>
          ))}
        </ul>
        <p className="bw-paper__ask">{t("operator.paper.agree", { version: form.terms.version })}</p>
        <div className="bw-paper__side">
          <Line label="operator.paper.signedBy" />
          <Line label="operator.paper.date" />
        </div>
        <Line label="operator.paper.signature" />
      </Part>
      <section aria-label={t("operator.paper.send")}>
        <h3>{t("operator.paper.send")}</h3>
        <p>
          {t("operator.paper.sendWords")} {t("operator.enrol.free")}
        </p>
      </section>
    </Sheet>
  );
}

/** Each sheet names its form, so that sheets which part find together again. */
function Sheet({ number, form, children }: { readonly number: number; readonly form: PaperForm; readonly children: ReactNode }) {
  return (
    <section className="bw-panel bw-paper__sheet" aria-label={t("operator.paper.sheet", { number, of: SHEETS })}>
      <p className="bw-paper__number">
        <span>{t("operator.paper.sheet", { number, of: SHEETS })}</span>
        <span>
          {t("operator.paper.form")} <strong>{toVisibleText(form.formNumber)}</strong>
        </span>
      </p>
      {children}
    </section>
  );
}

function Part({ number, title, children }: { readonly number: number; readonly title: MessageKey; readonly children: ReactNode }) {
  return (
    <section className="bw-paper__part">
      <h2>
        {number}. {t(title)}
      </h2>
      {children}
    </section>
  );
}

/** A line to write on under its name, with what is known already. */
function Line({ label, filled }: { readonly label: MessageKey; readonly filled?: string | undefined }) {
  return (
    <p className="bw-paper__line">
      <span className="bw-paper__label">{t(label)}</span> {filled !== undefined && <strong>{toVisibleText(filled)}</strong>}
    </p>
  );
}

function Boxes({ choices, ticked }: { readonly choices: ReturnType<typeof toChoices>; readonly ticked: string }) {
  return (
    <ul className="bw-paper__boxes">
      {choices.map(({ value, label }) => (
        <li key={value}>
          <span aria-hidden="true">{value === ticked ? "☒" : "☐"}</span> {toVisibleText(label)}
          {value === ticked && <span className="usa-sr-only"> {t("operator.paper.ticked")}</span>}
        </li>
      ))}
    </ul>
  );
}
