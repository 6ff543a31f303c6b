import { Link } from "@tanstack/react-router";
import { t } from "../messages.ts";
import { PageHeading } from "../parts/page-heading.tsx";

/** For a record that is absent or not for this reader: the words do not tell which. */
export function NotFound() {
  return (
    <>
      <PageHeading title={t("shell.notFound.title")} lead={t("shell.notFound.lead")} />
      <p>
        <Link to="/" className="usa-link">
          {t("shell.notFound.home")}
        </Link>
      </p>
    </>
  );
}

export function NotFoundPage() {
  return (
    <div className="bw-page">
      <NotFound />
    </div>
  );
}
