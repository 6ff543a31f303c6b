import { useQuery } from "@tanstack/react-query";
import { api } from "../api.ts";
import { t } from "../messages.ts";
import { ActButton } from "../parts/act-button.tsx";
import { DataTable } from "../parts/data-table.tsx";
import { DateTime } from "../parts/date-time.tsx";
import { DefinitionList } from "../parts/definition-list.tsx";
import { PageHeading } from "../parts/page-heading.tsx";
import { Panel } from "../parts/panel.tsx";
import { QueryView } from "../parts/query-view.tsx";
import { StatusTag } from "../parts/status-tag.tsx";
import { hasRole } from "../shell/menu.rules.ts";
import { useSession } from "../shell/session.ts";
import { ObligationsLinks } from "./obligations-links.tsx";
import { installationsQuery, ownMilestonesQuery } from "./obligations.query.ts";
import type { Installation } from "./obligations.query.ts";
import { PinForm } from "./pin-form.tsx";
import { TakeInForm } from "./take-in-form.tsx";
import { EVIDENCE_RECORDERS, INSTALLATION_KEEPERS, INSTALLATION_STATES } from "./tasking-words.ts";

/** Who else states milestones that are believed here, by which keys, and what this installation gives to others. */
export function InstallationsPage() {
  const installations = useQuery(installationsQuery);
  const own = useQuery(ownMilestonesQuery);
  const session = useSession();
  const has = (roles: typeof EVIDENCE_RECORDERS) => session.state === "signed-in" && hasRole({ roles }, session.person.roles);
  const mayKeep = has(INSTALLATION_KEEPERS);
  return (
    <div className="bw-page">
      <PageHeading title={t("obligations.installations.title")} lead={t("obligations.installations.lead")} />
      <ObligationsLinks />
      <Panel heading={t("obligations.installations.caption")}>
        <QueryView query={installations}>
          {({ peers }) => (
            <DataTable
              caption={t("obligations.installations.caption")}
              captionHidden
              columns={[
                { key: "installation", header: t("obligations.installations.name"), cell: ({ installation }) => installation },
                { key: "paragraphs", header: t("obligations.installations.paragraphs"), cell: ({ paragraphs }) => paragraphs.join(", ") },
                { key: "key", header: t("obligations.installations.key"), cell: ({ keyId }) => <code className="bw-digest">{keyId}</code> },
                { key: "state", header: t("obligations.status"), cell: (peer) => <State peer={peer} /> },
                ...(mayKeep ? [{ key: "act", header: t("obligations.installations.act"), cell: (peer: Installation) => <Acts peer={peer} /> }] : []),
              ]}
              rows={peers}
              rowKey={({ id }) => id}
              empty={<p className="bw-note">{t("obligations.installations.none")}</p>}
            />
          )}
        </QueryView>
      </Panel>
      {has(EVIDENCE_RECORDERS) && <TakeInForm />}
      {mayKeep && <PinForm />}
      <Panel heading={t("obligations.installations.own")}>
        <p className="bw-measure">{t("obligations.installations.ownWords")}</p>
        <QueryView query={own}>
          {({ installation, keyId, statements }) => (
            <>
              <DefinitionList
                items={[
                  { term: t("obligations.installations.name"), detail: installation },
                  { term: t("obligations.installations.key"), detail: <code className="bw-digest">{keyId}</code> },
                  { term: t("obligations.installations.statements"), detail: statements.length },
                ]}
              />
              <p>
                <a className="usa-link" href="/api/obligations/milestones" download="milestones.json">
                  {t("obligations.installations.download")}
                </a>
              </p>
            </>
          )}
        </QueryView>
      </Panel>
    </div>
  );
}

function State({ peer: { state, since } }: { readonly peer: Installation }) {
  return (
    <>
      <StatusTag state={state} words={INSTALLATION_STATES} />
      <span className="bw-row-note">
        <DateTime at={since} />
      </span>
    </>
  );
}

function Acts({ peer: { id, state } }: { readonly peer: Installation }) {
  if (state === "ended") return null;
  return (
    <div className="bw-stack">
      {state === "proposed" && <ActButton label={t("obligations.installations.confirm")} said={t("obligations.installations.confirmed")} act={() => api.call("POST /obligations/installations/{id}/confirmation", { params: { id } })} />}
      <ActButton label={t("obligations.installations.end")} said={t("obligations.installations.endedSaid")} act={() => api.call("POST /obligations/installations/{id}/end", { params: { id } })} outline />
    </div>
  );
}
