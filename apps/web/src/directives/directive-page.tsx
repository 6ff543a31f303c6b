import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { t } from "../messages.ts";
import { LinkButton } from "../parts/link-button.tsx";
import { PageHeading } from "../parts/page-heading.tsx";
import { QueryView } from "../parts/query-view.tsx";
import { StatusTag } from "../parts/status-tag.tsx";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import { hasRole } from "../shell/menu.rules.ts";
import { useSession } from "../shell/session.ts";
import { ActionsTable } from "./actions-table.tsx";
import { DecisionTable } from "./decision-table.tsx";
import { DirectiveFacts } from "./directive-facts.tsx";
import { DirectiveText } from "./directive-text.tsx";
import { DIRECTIVE_STATES, KINDS, OFFICERS } from "./directive-words.ts";
import { directiveQuery } from "./directives.query.ts";
import { RevokePanel } from "./revoke-panel.tsx";
import { VersionsPanel } from "./versions-panel.tsx";

/** One version of a directive: what it asks, of whom, by when. */
export function DirectivePage() {
  const { id } = useParams({ from: "/directives/$id" });
  const directive = useQuery(directiveQuery(id));
  const session = useSession();
  const isOfficer = session.state === "signed-in" && hasRole({ roles: OFFICERS }, session.person.roles);
  return (
    <div className="bw-page">
      <QueryView query={directive}>
        {(shown) => {
          const mayChange = isOfficer && shown.state === "issued" && !shown.isRecord;
          return (
            <>
              <PageHeading
                eyebrow={t("directives.eyebrow", { kind: t(KINDS[shown.kind]), number: shown.number })}
                title={shown.title}
                status={<StatusTag state={shown.state} words={DIRECTIVE_STATES} />}
                lead={<UntrustedText text={shown.summary} />}
                actions={
                  mayChange && (
                    <LinkButton to="/directives/drafts/new" search={{ versionOf: shown.id }} outline>
                      {t("directives.newVersion")}
                    </LinkButton>
                  )
                }
              />
              <DirectiveFacts directive={shown} />
              {shown.actions.length > 0 && <ActionsTable directive={shown} />}
              {shown.table.length > 0 && <DecisionTable rows={shown.table} />}
              <DirectiveText words={shown} />
              <VersionsPanel directive={shown} />
              {mayChange && <RevokePanel directive={shown} />}
            </>
          );
        }}
      </QueryView>
    </div>
  );
}
