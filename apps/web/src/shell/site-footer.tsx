import { useRouteContext } from "@tanstack/react-router";
import { t } from "../messages.ts";

export function SiteFooter() {
  const { plainPages } = useRouteContext({ from: "__root__" }).house;
  return (
    <footer className="bw-footer">
      <div className="bw-footer__inner">
        <p className="bw-footer__standing">{t("shell.standing.long")}</p>
        <p>{t("shell.standing.order")}</p>
        <p>{t("shell.standing.source")}</p>
        {plainPages !== undefined && (
          <p>
            {/* Not a page of this app: the server writes it. */}
            <a href={plainPages}>{t("shell.plainPages")}</a>
          </p>
        )}
      </div>
    </footer>
  );
}
