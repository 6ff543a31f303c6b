import type { MaintainerPolicy } from "#contracts/maintainer";
import { useQuery } from "@tanstack/react-query";
import { api } from "../api.ts";
import { t, tCount } from "../messages.ts";
import { ActForm } from "../parts/act-form.tsx";
import { DataTable } from "../parts/data-table.tsx";
import { DateTime } from "../parts/date-time.tsx";
import { DefinitionList } from "../parts/definition-list.tsx";
import { Disclosure } from "../parts/disclosure.tsx";
import { readText } from "../parts/form-values.ts";
import { Panel } from "../parts/panel.tsx";
import { QueryView } from "../parts/query-view.tsx";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import { projectPolicyQuery } from "./cases.query.ts";
import type { ProjectPolicy } from "./cases.query.ts";
import { TextOrFile } from "./text-or-file.tsx";

interface ProjectPolicyPanelProps {
  readonly projectId: string;
  readonly mayEnter: boolean;
}

/** What the maintainer wants of reports, what that holds back, and a way to enter the policy that they publish. */
export function ProjectPolicyPanel({ projectId, mayEnter }: ProjectPolicyPanelProps) {
  const query = useQuery(projectPolicyQuery(projectId));
  return (
    <Panel heading={t("cases.wishes")}>
      <QueryView query={query}>
        {(found) => (
          <>
            <p className="bw-measure">{found.setBy === null ? t("cases.wishes.none") : t(`cases.wishes.by.${found.setBy}`, { version: found.version })}</p>
            {found.at && (
              <p className="bw-note">
                <DateTime at={found.at} />
              </p>
            )}
            <Wishes of={found.policy} />
            <ThreatModel of={found.policy} />
            <Refusals of={found} />
          </>
        )}
      </QueryView>
      {mayEnter && (
        <Disclosure summary={t("cases.wishes.enter")}>
          <p className="bw-measure">{t("cases.wishes.enterWords")}</p>
          <ActForm
            label={t("cases.wishes.enter")}
            submit={t("cases.wishes.submit")}
            said={t("cases.wishes.said")}
            fields={["policy"]}
            outline
            act={(form) => api.call("POST /maintainer-policies", { body: { projectId, policy: toPolicy(readText(form, "policy")) } })}
          >
            {(error) => <TextOrFile label={t("cases.wishes.text")} name="policy" accept=".json,application/json" error={error} />}
          </ActForm>
        </Disclosure>
      )}
    </Panel>
  );
}

/** Only the server judges it: a text that is no JSON goes as it is, and comes back with what is wrong. */
function toPolicy(text: string): MaintainerPolicy {
  try {
    return JSON.parse(text) as MaintainerPolicy;
  } catch {
    return text as unknown as MaintainerPolicy;
  }
}

function Wishes({ of: policy }: { readonly of: ProjectPolicy["policy"] }) {
  const { scope, evidenceNeeded, formats, openAtOnce, perWeek, batching, lowLane, optOut, endOfLife, securityContacts } = policy;
  const list = (entries: readonly string[]) => entries.length > 0 && <UntrustedText text={entries.join(", ")} />;
  return (
    <DefinitionList
      items={[
        { term: t("cases.wishes.optOut"), detail: optOut !== null && <UntrustedText text={optOut} /> },
        { term: t("clearinghouse.project.openAtOnce"), detail: String(openAtOnce) },
        { term: t("cases.wishes.perWeek"), detail: perWeek === null ? t("cases.wishes.noLimit") : String(perWeek) },
        { term: t("cases.wishes.batching"), detail: t(`cases.wishes.batching.${batching}`) },
        { term: t("cases.wishes.lowLane"), detail: t(`cases.wishes.lowLane.${lowLane}`) },
        { term: t("cases.wishes.evidence"), detail: evidenceNeeded.map((one) => t(`cases.wishes.evidence.${one}`)).join(", ") },
        { term: t("cases.wishes.formats"), detail: formats.join(", ") },
        { term: t("cases.wishes.include"), detail: list(scope.include) || t("cases.wishes.everything") },
        { term: t("cases.wishes.exclude"), detail: list(scope.exclude) },
        { term: t("cases.wishes.endOfLife"), detail: endOfLife && <UntrustedText text={`${endOfLife.versions.length === 0 ? t("cases.wishes.allVersions") : endOfLife.versions.join(", ")}: ${endOfLife.says}`} /> },
        { term: t("cases.contacts"), detail: list(securityContacts) },
      ]}
    />
  );
}

function ThreatModel({ of: { threatModel } }: { readonly of: ProjectPolicy["policy"] }) {
  if (threatModel.length === 0) return null;
  return (
    <div className="bw-after-heading">
      <DataTable
        caption={t("cases.rows")}
        rows={threatModel}
        rowKey={({ id }) => id}
        empty={null}
        columns={[
          { key: "id", header: t("cases.row"), cell: ({ id }) => <UntrustedText text={id} /> },
          { key: "kind", header: t("cases.row.kind"), cell: ({ kind }) => t(`cases.row.kind.${kind}`) },
          { key: "says", header: t("cases.row.says"), cell: ({ says }) => <UntrustedText text={says} /> },
          { key: "matches", header: t("cases.row.matches"), cell: ({ matches }) => <UntrustedText text={[matches.path, matches.weakness, matches.words].filter((term) => term !== undefined).join(", ")} /> },
        ]}
      />
    </div>
  );
}

/** Counts alone: which cases they are is no part of a project's record. */
function Refusals({ of: { refusals, waitingCases } }: { readonly of: ProjectPolicy }) {
  return (
    <div className="bw-after-heading">
      <p>{tCount("cases.wishes.waiting", waitingCases)}</p>
      <DataTable
        caption={t("cases.refusals")}
        rows={refusals}
        rowKey={({ cites }) => cites}
        empty={<p className="bw-note">{t("cases.refusals.none")}</p>}
        columns={[
          { key: "cites", header: t("cases.row"), cell: ({ cites }) => <UntrustedText text={cites} /> },
          { key: "held", header: t("cases.refusals.held"), numeric: true, cell: ({ held }) => held },
          { key: "disputed", header: t("cases.refusals.disputed"), numeric: true, cell: ({ disputed }) => disputed },
        ]}
      />
    </div>
  );
}
