import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { t, tCount } from "../messages.ts";
import { DefinitionList } from "../parts/definition-list.tsx";
import { EmptyState } from "../parts/empty-state.tsx";
import { PageHeading } from "../parts/page-heading.tsx";
import { Panel } from "../parts/panel.tsx";
import { QueryView } from "../parts/query-view.tsx";
import { toVisibleText } from "../parts/escape-controls.ts";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import { ForRoles } from "../shell/for-roles.tsx";
import { ENVIRONMENTS } from "../agency/agency-words.ts";
import { DecideInstances, DecideItem } from "./decide-forms.tsx";
import { DirectiveLinks } from "./directive-links.tsx";
import { inDays, OFFICERS } from "./directive-words.ts";
import { exceptionsQuery, instanceExceptionsQuery } from "./directives.query.ts";
import type { InstanceException, ItemException } from "./directives.query.ts";

/** Exceptions that wait for an officer's answer, on actions and on vulnerabilities. */
export function ExceptionsPage() {
  return (
    <div className="bw-page">
      <ForRoles roles={OFFICERS}>{() => <Queue />}</ForRoles>
    </div>
  );
}

function Queue() {
  const onActions = useQuery(exceptionsQuery);
  const onInstances = useQuery(instanceExceptionsQuery);
  return (
    <>
      <PageHeading title={t("directives.exceptions.title")} lead={t("directives.exceptions.lead")} />
      <DirectiveLinks />
      <section aria-labelledby="on-actions">
        <h2 id="on-actions">{t("directives.exceptions.onActions")}</h2>
        <QueryView query={onActions}>
          {({ exceptions, longestDays }) =>
            exceptions.length === 0 ? <EmptyState title={t("directives.exceptions.none")} /> : exceptions.map((one) => <OnAction key={one.id} exception={one} longestDays={longestDays} />)
          }
        </QueryView>
      </section>
      <section aria-labelledby="on-instances">
        <h2 id="on-instances">{t("directives.exceptions.onInstances")}</h2>
        <QueryView query={onInstances}>
          {({ exceptions }) => (exceptions.length === 0 ? <EmptyState title={t("directives.exceptions.none")} /> : exceptions.map((one) => <OnInstances key={one.id} exception={one} />))}
        </QueryView>
      </section>
    </>
  );
}

function OnAction({ exception, longestDays }: { readonly exception: ItemException; readonly longestDays: number }) {
  const { itemId, agencyName, number, title, dueOn, askedUntil, reason, control } = exception;
  const heading = t("directives.exceptions.of", { agency: toVisibleText(agencyName), what: toVisibleText(`${number}, ${title}`) });
  return (
    <Panel heading={heading}>
      <DefinitionList
        items={[
          {
            term: t("directives.action"),
            detail: (
              <Link className="usa-link" to="/directives/items/$id" params={{ id: itemId }}>
                {toVisibleText(title)}
              </Link>
            ),
          },
          { term: t("directives.due"), detail: dueOn && inDays(dueOn) },
          { term: t("directives.exception.askedUntil"), detail: inDays(askedUntil) },
          { term: t("directives.reason"), detail: <UntrustedText text={reason} /> },
          { term: t("directives.exception.control"), detail: <UntrustedText text={control} /> },
        ]}
      />
      <DecideItem about={heading} exception={exception} longestDays={longestDays} />
    </Panel>
  );
}

function OnInstances({ exception }: { readonly exception: InstanceException }) {
  const { agencyName, cveId, environment, instances, until, reason, control } = exception;
  const heading = t("directives.exceptions.of", { agency: toVisibleText(agencyName), what: environment === null ? cveId : t("directives.exceptions.in", { cveId, environment: t(ENVIRONMENTS[environment]) }) });
  return (
    <Panel heading={heading}>
      <DefinitionList
        items={[
          { term: t("directives.exceptions.covers"), detail: tCount("directives.exceptions.instances", instances) },
          { term: t("agency.environment"), detail: environment && t(ENVIRONMENTS[environment]) },
          { term: t("directives.exception.askedUntil"), detail: inDays(until) },
          { term: t("directives.reason"), detail: <UntrustedText text={reason} /> },
          { term: t("directives.exception.control"), detail: <UntrustedText text={control} /> },
        ]}
      />
      <DecideInstances about={heading} exception={exception} />
    </Panel>
  );
}
