import { Button } from "@trussworks/react-uswds";
import { useId, useState } from "react";
import { api } from "../api.ts";
import { t, tCount } from "../messages.ts";
import type { MessageKey } from "../messages.ts";
import { FormProblem } from "../parts/form-problem.tsx";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import { useAct } from "../parts/use-act.ts";
import { MarkTags } from "./mark-tags.tsx";
import type { InventoryPreview, Marks } from "./operator.query.ts";

const MARKS: readonly { readonly label: MessageKey; readonly marks: Marks }[] = [
  { label: "operator.marks.exposed", marks: { exposed: "yes" } },
  { label: "operator.marks.notExposed", marks: { exposed: "no" } },
  { label: "operator.marks.vital", marks: { vital: true } },
  { label: "operator.marks.notVital", marks: { vital: false } },
  { label: "operator.marks.clinic", marks: { setting: "clinic" } },
  { label: "operator.marks.plant", marks: { setting: "plant" } },
  { label: "operator.marks.office", marks: { setting: "office" } },
];

/** What only the operator knows of its things: tick some, and say one thing of all of them. */
export function MarksForm({ inventory }: { readonly inventory: InventoryPreview }) {
  const id = useId();
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set());
  const marking = useAct({
    perform: async (marks: Marks) => {
      await api.call("POST /operator/inventories/{id}/marks", { params: { id: inventory.id }, body: { assets: [...ticked], ...marks } });
      setTicked(new Set());
    },
    said: t("operator.marks.said"),
  });
  const all = inventory.firstAssets.map((asset) => asset.id);
  const toggle = (asset: string, on: boolean) => setTicked((before) => new Set(on ? [...before, asset] : [...before].filter((other) => other !== asset)));
  return (
    <div className="bw-marks">
      <p className="bw-note">{t("operator.marks.words")}</p>
      <Button type="button" unstyled onClick={() => setTicked(new Set(ticked.size === all.length ? [] : all))}>
        {t(ticked.size === all.length ? "operator.marks.untickAll" : "operator.marks.tickAll")}
      </Button>
      <ul className="bw-assets">
        {inventory.firstAssets.map((asset, index) => (
          <li key={asset.id} className="usa-checkbox">
            <input id={`${id}-${index}`} className="usa-checkbox__input" type="checkbox" checked={ticked.has(asset.id)} onChange={({ target }) => toggle(asset.id, target.checked)} />
            <label className="usa-checkbox__label" htmlFor={`${id}-${index}`}>
              <UntrustedText text={[asset.vendor, asset.product, asset.version].filter(Boolean).join(" ")} />
              {asset.location && (
                <>
                  {", "}
                  <UntrustedText text={asset.location} />
                </>
              )}{" "}
              <MarkTags {...asset} />
            </label>
          </li>
        ))}
      </ul>
      <FormProblem error={marking.error} />
      <fieldset className="usa-fieldset bw-marks__acts">
        <legend>{tCount("operator.marks.ticked", ticked.size)}</legend>
        <div className="bw-actions">
          {MARKS.map(({ label, marks }) => (
            <Button key={label} type="button" outline className="bw-small-button" disabled={ticked.size === 0 || marking.isPending} onClick={() => marking.mutate(marks)}>
              {t(label)}
            </Button>
          ))}
        </div>
      </fieldset>
    </div>
  );
}
