import type { Role } from "#contracts/access";
import { useLocation } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { Person } from "../api.ts";
import { t } from "../messages.ts";
import { LinkButton } from "../parts/link-button.tsx";
import { PageHeading } from "../parts/page-heading.tsx";
import { Loading } from "../parts/query-view.tsx";
import { hasRole } from "./menu.rules.ts";
import { NotFound } from "./not-found.tsx";
import { useSession } from "./session.ts";

interface ForRolesProps {
  readonly roles: "everyone" | readonly Role[];
  readonly children: (person: Person) => ReactNode;
}

/** A page for signed-in people with one of these roles. A courtesy to the reader: what protects is the server. */
export function ForRoles({ roles, children }: ForRolesProps) {
  const session = useSession();
  const path = useLocation({ select: (location) => location.href });
  if (session.state === "unknown") return <Loading />;
  if (session.state === "signed-out") {
    return (
      <>
        <PageHeading title={t("shell.signInNeeded.title")} lead={t("shell.signInNeeded.lead")} />
        <LinkButton to="/sign-in" search={{ next: path }}>
          {t("shell.signIn")}
        </LinkButton>
      </>
    );
  }
  return hasRole({ roles }, session.person.roles) ? <>{children(session.person)}</> : <NotFound />;
}
