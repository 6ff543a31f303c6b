import { t } from "../messages.ts";

/** When somebody last looked whether an entry holds, and where it comes from. */
export function Checked({ entry: { name, checkedOn, stale, source } }: { readonly entry: { readonly name: string; readonly checkedOn: string | null; readonly stale: boolean; readonly source: string | null } }) {
  return (
    <>
      <p className="bw-note">
        {checkedOn === null ? t("assistance.neverChecked") : t("assistance.checkedOn", { day: checkedOn })}
        {stale && checkedOn !== null && ` ${t("assistance.stale")}`}
      </p>
      {source && (
        <p>
          <a className="usa-link" href={source} rel="noreferrer">
            {t("assistance.source", { name })}
          </a>
        </p>
      )}
    </>
  );
}
