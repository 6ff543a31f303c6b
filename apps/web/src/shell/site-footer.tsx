import { t } from "../messages.ts";

export function SiteFooter() {
  return (
    <footer className="bw-footer">
      <div className="bw-footer__inner">
        <p className="bw-footer__standing">{t("shell.standing.long")}</p>
        <p>{t("shell.standing.order")}</p>
        <p>{t("shell.standing.source")}</p>
      </div>
    </footer>
  );
}
