import { api } from "../api.ts";
import { formatCount, formatShare } from "../format.ts";
import { t } from "../messages.ts";
import { SECTORS } from "../operator/operator-words.ts";
import { ActForm } from "../parts/act-form.tsx";
import { DataTable } from "../parts/data-table.tsx";
import { DateTime } from "../parts/date-time.tsx";
import { DefinitionList } from "../parts/definition-list.tsx";
import { Disclosure } from "../parts/disclosure.tsx";
import { AreaField, OneOf, TextField } from "../parts/fields.tsx";
import { readText } from "../parts/form-values.ts";
import { Panel } from "../parts/panel.tsx";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import type { PriorityView } from "./priority.query.ts";

interface KnownFactsProps {
  readonly findingId: string;
  readonly view: PriorityView;
  readonly mayWrite: boolean;
}

/** What the priority stands on: exploitation, the feeds, and how many enrolled operators run the product. */
export function KnownFacts({ findingId, view, mayWrite }: KnownFactsProps) {
  const { references, kev, epss, exploitation, exposure, harm } = view;
  return (
    <Panel heading={t("clearinghouse.facts")}>
      <DefinitionList
        items={[
          { term: t("clearinghouse.facts.references"), detail: references.length > 0 && references.map(({ reference }) => reference).join(", ") },
          { term: t("clearinghouse.source.kev"), detail: kev.length > 0 ? kev.map((one) => <Kev key={one.cveId} listed={one} />) : t("clearinghouse.facts.notListed") },
          {
            term: t("clearinghouse.facts.epss"),
            detail: epss.length > 0 && epss.map(({ cveId, score, percentile }) => <p key={cveId} className="bw-plain">{t("clearinghouse.facts.epssWords", { cveId, score: formatShare(score, 1), percentile: formatShare(percentile, 1) })}</p>),
          },
          { term: t("clearinghouse.source.exploited-now"), detail: exploitation && <Exploitation said={exploitation} /> },
          { term: t("clearinghouse.source.exposure"), detail: exposure && t("clearinghouse.facts.operators", { count: inWords(exposure.operators) }) },
          { term: t("clearinghouse.facts.harm"), detail: t("clearinghouse.facts.harmOf", { harm }) },
        ]}
      />
      {exposure && exposure.sectors.length > 0 && (
        <Disclosure summary={t("clearinghouse.rollUp.bySector")}>
          <DataTable
            caption={t("clearinghouse.rollUp.bySector")}
            captionHidden
            columns={[
              { key: "sector", header: t("operator.sector"), cell: ({ sector }) => nameSector(sector) },
              { key: "operators", header: t("clearinghouse.facts.operatorCount"), numeric: true, cell: ({ operators }) => inWords(operators) },
            ]}
            rows={exposure.sectors}
            rowKey={({ sector }) => sector}
            empty={null}
          />
        </Disclosure>
      )}
      {exposure && <p className="bw-note">{t("clearinghouse.facts.exposureWords")}</p>}
      {mayWrite && (
        <>
          <Disclosure summary={t("clearinghouse.facts.refer")}>
            <ReferForm findingId={findingId} />
          </Disclosure>
          <Disclosure summary={t("clearinghouse.facts.exploited")}>
            <ExploitedForm findingId={findingId} />
          </Disclosure>
        </>
      )}
    </Panel>
  );
}

function Kev({ listed: { cveId, addedOn, inRansomware } }: { readonly listed: PriorityView["kev"][number] }) {
  return (
    <p className="bw-plain">
      {t("clearinghouse.facts.kevWords", { cveId, day: addedOn })}
      {inRansomware && ` ${t("clearinghouse.facts.ransomware")}`}
    </p>
  );
}

function Exploitation({ said: { exploited, evidence, at } }: { readonly said: NonNullable<PriorityView["exploitation"]> }) {
  return (
    <>
      <p className="bw-plain">
        {t(exploited ? "findings.yes" : "findings.no")} · <DateTime at={at} />
      </p>
      {evidence && (
        <p className="bw-prose">
          <UntrustedText text={evidence} />
        </p>
      )}
    </>
  );
}

function inWords(count: number | null): string {
  return count === null ? t("clearinghouse.rollUp.few") : formatCount(count);
}

function nameSector(sector: string): string {
  return Object.hasOwn(SECTORS, sector) ? t(SECTORS[sector as keyof typeof SECTORS]) : sector;
}

function ReferForm({ findingId }: { readonly findingId: string }) {
  return (
    <ActForm
      label={t("clearinghouse.facts.refer")}
      submit={t("clearinghouse.facts.referSubmit")}
      said={t("clearinghouse.facts.referred")}
      fields={["reference"]}
      outline
      act={(form) => api.call("POST /findings/{id}/references", { params: { id: findingId }, body: { reference: readText(form, "reference") } })}
    >
      {(error) => <TextField label={t("clearinghouse.facts.reference")} name="reference" hint={t("clearinghouse.facts.referenceHint")} maxLength={40} error={error} />}
    </ActForm>
  );
}

function ExploitedForm({ findingId }: { readonly findingId: string }) {
  return (
    <ActForm
      label={t("clearinghouse.facts.exploited")}
      submit={t("clearinghouse.facts.exploitedSubmit")}
      said={t("clearinghouse.facts.exploitedSaid")}
      fields={["evidence"]}
      outline
      act={(form) => api.call("POST /findings/{id}/exploitation", { params: { id: findingId }, body: { exploited: readText(form, "exploited") === "yes", evidence: readText(form, "evidence") } })}
    >
      {(error) => (
        <>
          <OneOf
            legend={t("clearinghouse.facts.exploitedQuestion")}
            name="exploited"
            choices={[
              { value: "yes", label: t("findings.yes") },
              { value: "no", label: t("clearinghouse.facts.noLonger") },
            ]}
          />
          <AreaField label={t("clearinghouse.fact.evidence")} name="evidence" rows={2} maxLength={2000} error={error} />
        </>
      )}
    </ActForm>
  );
}
