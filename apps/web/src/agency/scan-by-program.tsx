import { Link } from "@tanstack/react-router";
import { t } from "../messages.ts";
import { CopyButton } from "../parts/copy-button.tsx";
import { Panel } from "../parts/panel.tsx";

/** How a program hands scans over, with this installation's own address: with a plain request, or with the command line. */
export function ScanByProgram() {
  const curl = `curl --fail -X POST '${location.origin}/api/agency/imports?scanner=nessus' -H "Authorization: Bearer $BREAKWATER_TOKEN" -H 'Content-Type: application/octet-stream' -T export.csv`;
  const command = `BREAKWATER_SERVER=${location.origin} breakwater agency import export.csv --scanner nessus`;
  return (
    <Panel heading={t("agency.byProgram")}>
      <p className="bw-measure">{t("agency.byProgram.words")}</p>
      <pre className="bw-command">{curl}</pre>
      <CopyButton text={curl} what={t("agency.byProgram.command")} />
      <p className="bw-measure">{t("agency.byProgram.cli")}</p>
      <pre className="bw-command">{command}</pre>
      <CopyButton text={command} what={t("agency.byProgram.command")} />
      <p className="bw-measure">
        {t("agency.byProgram.token")}{" "}
        <Link className="usa-link" to="/account/clients">
          {t("clients.title")}
        </Link>
      </p>
    </Panel>
  );
}
