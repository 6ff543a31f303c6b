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
import { REGIONS, SIZES } from "./operator-words.ts";
import { sectorChoicesQuery } from "./operator.query.ts";
import { useJoinAnswers } from "./use-join-answers.ts";

const LINES_TO_FILL = Array.from({ length: 10 }, (_, index) => index + 1);

const CONTACT: readonly MessageKey[] = ["operator.paper.name", "operator.paper.address", "operator.paper.person", "operator.paper.phone", "operator.paper.email"];
const COLUMNS: readonly MessageKey[] = ["operator.paper.what", "operator.asset.version", "operator.paper.count", "operator.asset.location", "operator.paper.internet", "operator.paper.vital"];

/** Joining without a computer: for everybody, and for whoever prints it for somebody else. */
export function PaperPage() {
  const { answers } = useJoinAnswers();
  const [filled, setFilled] = useState(true);
  const sectors = useQuery(sectorChoicesQuery);
  const begun = answers.choice !== undefined;
  const { choice = "", sizeBand = "", region = "" } = filled ? answers : {};
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
            {begun && (
              <Button type="button" outline onClick={() => setFilled(!filled)}>
                {t(filled ? "operator.paper.blank" : "operator.paper.filled")}
              </Button>
            )}
          </>
        }
      />
      <Part number={1} title="operator.paper.who">
        <ul className="bw-paper__lines">
          {CONTACT.map((key) => (
            <li key={key}>{t(key)}</li>
          ))}
        </ul>
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
        <ul className="bw-paper__lines">
          <li>{t("operator.paper.name")}</li>
          <li>{t("operator.paper.phone")}</li>
        </ul>
      </Part>
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
        <p>{t("operator.enrol.terms")}</p>
        <ul className="bw-paper__lines">
          <li>{t("operator.paper.signature")}</li>
          <li>{t("operator.paper.date")}</li>
        </ul>
      </Part>
      <section className="bw-panel" aria-label={t("operator.paper.send")}>
        <h2>{t("operator.paper.send")}</h2>
        <p className="bw-measure">{t("operator.paper.sendWords")}</p>
        <p className="bw-measure">{t("operator.enrol.free")}</p>
      </section>
    </div>
  );
}

function Part({ number, title, children }: { readonly number: number; readonly title: MessageKey; readonly children: ReactNode }) {
  return (
    <section className="bw-panel">
      <h2>
        {number}. {t(title)}
      </h2>
      {children}
    </section>
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
