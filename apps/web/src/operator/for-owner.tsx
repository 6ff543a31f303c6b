import { useQuery } from "@tanstack/react-query";
import { useSearch } from "@tanstack/react-router";
import { useState } from "react";
import type { ReactNode } from "react";
import type { Person } from "../api.ts";
import { t } from "../messages.ts";
import { EmptyState } from "../parts/empty-state.tsx";
import { toVisibleText } from "../parts/escape-controls.ts";
import { PageHeading } from "../parts/page-heading.tsx";
import { QueryView } from "../parts/query-view.tsx";
import { ForRoles } from "../shell/for-roles.tsx";
import { hasRole } from "../shell/menu.rules.ts";
import { NotFound } from "../shell/not-found.tsx";
import { sides, stateOf } from "./delegation-state.ts";
import { Enrolled } from "./enrolled.tsx";
import { ASKING, TAKING_PART } from "./operator-roles.ts";
import { delegationsQuery, profileQuery } from "./operator.query.ts";
import type { Owner } from "./operator.query.ts";
import { PrincipalsPanel } from "./principals-panel.tsx";

/** Whose things a page shows; the name is another organisation's, when the reader acts for it. */
export interface Shown {
  readonly owner: Owner;
  readonly organisationId: string;
  readonly actingFor: string | undefined;
}

/** Above the title of a page that reads the same for one's own and for another organisation. */
export function forWhom(actingFor: string | undefined): { readonly eyebrow?: string } {
  return actingFor === undefined ? {} : { eyebrow: toVisibleText(t("operator.delegates.forWhom", { organisation: actingFor })) };
}

interface ForOwnerProps {
  /** `anybody`: a page of use before joining too, such as asking for help. */
  readonly who?: "enrolled" | "anybody";
  readonly children: (shown: Shown) => ReactNode;
}

/** A page of an operator: for its own people, or for those whom it named as its delegate, who choose one organisation at a time. */
export function ForOwner({ who = "enrolled", children }: ForOwnerProps) {
  const { organisation } = useSearch({ strict: false });
  return (
    <div className="bw-page">
      <ForRoles roles={ASKING}>
        {(person) => {
          if (organisation !== undefined) return <ForPrincipal person={person} organisationId={organisation} who={who}>{children}</ForPrincipal>;
          const own: Shown = { owner: "own", organisationId: person.organisationId, actingFor: undefined };
          if (hasRole({ roles: TAKING_PART }, person.roles)) return who === "anybody" ? children(own) : <Enrolled>{() => children(own)}</Enrolled>;
          return (
            <>
              <PageHeading title={t("operator.delegates.choose")} lead={t("operator.delegates.chooseLead")} />
              <PrincipalsPanel organisationId={person.organisationId} />
            </>
          );
        }}
      </ForRoles>
    </div>
  );
}

interface ForPrincipalProps extends Required<ForOwnerProps> {
  readonly person: Person;
  readonly organisationId: string;
}

function ForPrincipal({ person, organisationId, who, children }: ForPrincipalProps) {
  const [openedAtMs] = useState(() => Date.now());
  const delegations = useQuery(delegationsQuery);
  return (
    <QueryView query={delegations}>
      {(all) => {
        const principal = sides(all, person.organisationId).received.find((one) => one.organisationId === organisationId && stateOf(one, openedAtMs) === "in-force");
        if (!principal) return <NotFound />;
        if (who === "anybody") return children({ owner: { organisationId }, organisationId, actingFor: principal.organisationName });
        return <EnrolledPrincipal organisationId={organisationId} name={principal.organisationName}>{children}</EnrolledPrincipal>;
      }}
    </QueryView>
  );
}

/** Nobody enrols for somebody else; until they have, there is nothing to do for them. */
function EnrolledPrincipal({ organisationId, name, children }: { readonly organisationId: string; readonly name: string; readonly children: (shown: Shown) => ReactNode }) {
  const owner = { organisationId };
  const profile = useQuery(profileQuery(owner));
  return (
    <QueryView query={profile}>
      {(found) =>
        found ? (
          children({ owner, organisationId, actingFor: name })
        ) : (
          <>
            <PageHeading title={name} />
            <EmptyState title={t("operator.delegates.notJoined")}>
              <p>{t("operator.delegates.notJoinedWords")}</p>
            </EmptyState>
          </>
        )
      }
    </QueryView>
  );
}
