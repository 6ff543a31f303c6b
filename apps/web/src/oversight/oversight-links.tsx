import { Link } from "@tanstack/react-router";
import { t } from "../messages.ts";
import { hasRole } from "../shell/menu.rules.ts";
import { useSession } from "../shell/session.ts";

/** The ways between oversight's pages; everybody else has the reports alone. */
export function OversightLinks() {
  const session = useSession();
  const isOversight = session.state === "signed-in" && hasRole({ roles: ["oversight"] }, session.person.roles);
  return (
    <nav aria-label={t("oversight.pages")} className="bw-obligation-links">
      <Link className="usa-link" to="/reports" activeOptions={{ exact: true }}>
        {t("reports.title")}
      </Link>
      <Link className="usa-link" to="/reports/figures">
        {t("reports.figures.link")}
      </Link>
      {isOversight && (
        <>
          <Link className="usa-link" to="/oversight" activeOptions={{ exact: true }}>
            {t("oversight.link")}
          </Link>
          <Link className="usa-link" to="/oversight/inspection">
            {t("inspection.title")}
          </Link>
        </>
      )}
    </nav>
  );
}
