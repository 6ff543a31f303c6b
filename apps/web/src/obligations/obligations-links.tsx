import { Link } from "@tanstack/react-router";
import { t } from "../messages.ts";

/** The ways between the pages about the order's taskings. */
export function ObligationsLinks() {
  return (
    <nav aria-label={t("obligations.pages")} className="bw-obligation-links">
      <Link className="usa-link" to="/obligations" activeOptions={{ exact: true }}>
        {t("obligations.menu")}
      </Link>
      <Link className="usa-link" to="/obligations/grants">
        {t("obligations.grants.title")}
      </Link>
      <Link className="usa-link" to="/obligations/hiring">
        {t("obligations.hiring.title")}
      </Link>
      <Link className="usa-link" to="/obligations/installations">
        {t("obligations.installations.title")}
      </Link>
    </nav>
  );
}
