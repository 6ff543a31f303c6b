import { t } from "../messages.ts";
import type { ListedAsset } from "./operator.query.ts";

/** What the operator said of one thing; nothing where nothing was said. */
export function MarkTags({ exposed, vital, setting }: Pick<ListedAsset, "exposed" | "vital" | "setting">) {
  return (
    <>
      {exposed === "yes" && <span className="bw-tag bw-tag--attention">{t("operator.marks.tag.exposed")}</span>}
      {vital && <span className="bw-tag bw-tag--urgent">{t("operator.marks.tag.vital")}</span>}
      {setting === "clinic" && <span className="bw-tag bw-tag--info">{t("operator.marks.tag.clinic")}</span>}
      {setting === "plant" && <span className="bw-tag bw-tag--info">{t("operator.marks.tag.plant")}</span>}
    </>
  );
}
