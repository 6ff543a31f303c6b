import { Link } from "@tanstack/react-router";
import { t } from "../messages.ts";
import { hasRole } from "../shell/menu.rules.ts";
import { useSession } from "../shell/session.ts";
import { OFFICERS } from "./directive-words.ts";

/** The ways between the officers' pages about directives; nobody else has more than the public list. */
export function DirectiveLinks() {
  const session = useSession();
  if (session.state !== "signed-in" || !hasRole({ roles: OFFICERS }, session.person.roles)) return null;
  return (
    <nav aria-label={t("directives.pages")} className="bw-obligation-links">
      <Link className="usa-link" to="/directives" activeOptions={{ exact: true }}>
        {t("directives.menu")}
      </Link>
      <Link className="usa-link" to="/directives/drafts" activeOptions={{ exact: true }}>
        {t("directives.drafts.link")}
      </Link>
      <Link className="usa-link" to="/directives/agencies">
        {t("directives.agencies.link")}
      </Link>
      <Link className="usa-link" to="/directives/exceptions">
        {t("directives.exceptions.link")}
      </Link>
      <Link className="usa-link" to="/directives/standing" activeOptions={{ exact: true }}>
        {t("directives.standing.link")}
      </Link>
    </nav>
  );
}
