import { t } from "../messages.ts";
import type { MessageKey } from "../messages.ts";
import { REGIONS, SECTORS, SIZES } from "../operator/operator-words.ts";
import { DefinitionList } from "../parts/definition-list.tsx";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import type { Proposal } from "./assistance.query.ts";
import { COSTS, NEED_WORDS, OFFER_KINDS } from "./list-words.ts";

type Content = NonNullable<Proposal["offer"]> | NonNullable<Proposal["grant"]>;
type Field = keyof NonNullable<Proposal["offer"]> | keyof NonNullable<Proposal["grant"]>;

/** Every field of an entry by the name that its keepers typed it under, in the order of the form. */
const FIELDS: Readonly<Record<Field, MessageKey>> = {
  name: "assistance.lists.name",
  kind: "assistance.lists.kind",
  what: "assistance.lists.what",
  payer: "assistance.grants.payer",
  who: "assistance.grants.who",
  pays: "assistance.grants.pays",
  amount: "assistance.grants.amount",
  opensOn: "assistance.grants.from",
  closesOn: "assistance.grants.until",
  eligibility: "assistance.eligibility",
  cost: "assistance.cost",
  costWords: "assistance.lists.costWords",
  skillsNeeded: "assistance.skills",
  dataSent: "assistance.dataSent",
  dataGoesTo: "assistance.dataGoesTo",
  contact: "assistance.contact",
  needs: "assistance.lists.needs",
  sizes: "assistance.lists.sizes",
  regions: "assistance.lists.regions",
  sectors: "assistance.lists.sectors",
  publicBodiesOnly: "assistance.lists.forWhom",
  source: "assistance.lists.source",
  checkedOn: "assistance.lists.checkedOn",
};

const CHOSEN: Readonly<Record<string, MessageKey>> = { ...OFFER_KINDS, ...COSTS, ...NEED_WORDS, ...SIZES, ...REGIONS, ...SECTORS };
const CHOSEN_FIELDS: readonly Field[] = ["kind", "cost", "needs", "sizes", "regions", "sectors"];

/** All that a proposed entry says, for the keeper who publishes it. */
export function ContentFacts({ content }: { readonly content: Content }) {
  const values: Partial<Record<Field, unknown>> = content;
  return <DefinitionList items={(Object.keys(FIELDS) as Field[]).map((field) => ({ term: t(FIELDS[field]), detail: inWords(field, values[field]) }))} />;
}

/** Nothing for a field that says nothing. */
function inWords(field: Field, value: unknown) {
  if (field === "publicBodiesOnly") return value === true && t("assistance.lists.publicBodies");
  const said = [value].flat().filter((one): one is string => typeof one === "string");
  if (!CHOSEN_FIELDS.includes(field)) return said.length > 0 && <UntrustedText text={said.join(" ")} />;
  return said.flatMap((one) => CHOSEN[one] ?? []).map((key) => t(key)).join(", ");
}
