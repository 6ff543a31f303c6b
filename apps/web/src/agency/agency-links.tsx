import { Link } from "@tanstack/react-router";
import { t } from "../messages.ts";

/** The ways between the pages of an agency's workbench. */
export function AgencyLinks() {
  return (
    <nav aria-label={t("agency.pages")} className="bw-obligation-links">
      <Link className="usa-link" to="/agency" activeOptions={{ exact: true }}>
        {t("agency.menu")}
      </Link>
      <Link className="usa-link" to="/agency/items">
        {t("agency.items.link")}
      </Link>
      <Link className="usa-link" to="/agency/instances">
        {t("agency.instances.link")}
      </Link>
      <Link className="usa-link" to="/agency/assets">
        {t("agency.assets.link")}
      </Link>
      <Link className="usa-link" to="/agency/scans">
        {t("agency.scans.link")}
      </Link>
      <Link className="usa-link" to="/agency/exceptions">
        {t("agency.exceptions.link")}
      </Link>
      <Link className="usa-link" to="/agency/forensics">
        {t("agency.forensics.link")}
      </Link>
    </nav>
  );
}
