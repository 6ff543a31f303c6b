import { api } from "../api.ts";
import type { Operations } from "../api.ts";
import { t } from "../messages.ts";
import { REGIONS, SECTORS, SIZES } from "../operator/operator-words.ts";
import { ActForm } from "../parts/act-form.tsx";
import { Disclosure } from "../parts/disclosure.tsx";
import { AnyOf, AreaField, OneOf, TextField } from "../parts/fields.tsx";
import { readChoice, readChoices, readOptionalText, readText } from "../parts/form-values.ts";
import { toChoices } from "../parts/to-choices.ts";
import type { CatalogueEntry, Need } from "./assistance.query.ts";
import { COSTS, NEED_WORDS, OFFER_KINDS } from "./list-words.ts";

type Offer = NonNullable<Operations["POST /assistance/catalogue/proposals"]["body"]["offer"]>;
type Grant = NonNullable<Operations["POST /assistance/grants/proposals"]["body"]["grant"]>;

/** A whole new version of an entry, or that it goes off its list. */
export function ProposeForm({ list }: { readonly list: "catalogue" | "grants" }) {
  const label = t(list === "catalogue" ? "assistance.lists.proposeOffer" : "assistance.lists.proposeGrant");
  return (
    <ActForm label={label} submit={label} said={t("assistance.lists.proposed")} fields={["key", "reason"]} act={(form) => (list === "catalogue" ? sendOffer(form) : sendGrant(form))}>
      {(error) => (
        <>
          <TextField label={t("assistance.lists.key")} name="key" hint={t("assistance.lists.keyHint")} maxLength={40} error={error} />
          <TextField label={t("assistance.lists.name")} name="name" maxLength={120} optional />
          {list === "catalogue" ? <OfferFields /> : <GrantFields />}
          <AnyOf legend={t("assistance.need")} name="needs" choices={toChoices(NEED_WORDS)} />
          <Disclosure summary={t("assistance.lists.onlyFor")}>
            <p className="bw-note">{t("assistance.lists.onlyForWords")}</p>
            <AnyOf legend={t("assistance.lists.sizes")} name="sizes" choices={toChoices(SIZES)} />
            <AnyOf legend={t("assistance.lists.regions")} name="regions" choices={toChoices(REGIONS)} />
            <AnyOf legend={t("assistance.lists.sectors")} name="sectors" choices={toChoices(SECTORS)} />
          </Disclosure>
          <AnyOf legend={t("assistance.lists.forWhom")} name="publicBodiesOnly" choices={[{ value: "yes", label: t("assistance.lists.publicBodies") }]} />
          <TextField label={t("assistance.lists.source")} name="source" type="url" maxLength={300} optional />
          <TextField label={t("assistance.lists.checkedOn")} name="checkedOn" type="date" optional />
          <AreaField label={t("assistance.lists.reason")} name="reason" rows={2} maxLength={500} hint={t("assistance.lists.reasonHint")} error={error} />
          <AnyOf legend={t("assistance.lists.remove")} name="remove" choices={[{ value: "yes", label: t("assistance.lists.removeYes") }]} />
        </>
      )}
    </ActForm>
  );
}

function OfferFields() {
  return (
    <>
      <OneOf legend={t("assistance.lists.kind")} name="kind" choices={toChoices(OFFER_KINDS)} />
      <AreaField label={t("assistance.lists.what")} name="what" rows={2} maxLength={600} optional />
      <TextField label={t("assistance.eligibility")} name="eligibility" maxLength={400} optional />
      <OneOf legend={t("assistance.cost")} name="cost" choices={toChoices(COSTS)} />
      <TextField label={t("assistance.lists.costWords")} name="costWords" maxLength={200} optional />
      <TextField label={t("assistance.skills")} name="skillsNeeded" maxLength={300} optional />
      <TextField label={t("assistance.dataSent")} name="dataSent" maxLength={400} optional />
      <TextField label={t("assistance.dataGoesTo")} name="dataGoesTo" maxLength={300} optional />
      <TextField label={t("assistance.contact")} name="contact" maxLength={200} optional />
    </>
  );
}

function GrantFields() {
  return (
    <>
      <TextField label={t("assistance.grants.payer")} name="payer" maxLength={120} optional />
      <TextField label={t("assistance.grants.who")} name="who" maxLength={400} optional />
      <TextField label={t("assistance.grants.pays")} name="pays" maxLength={400} optional />
      <TextField label={t("assistance.grants.amount")} name="amount" maxLength={200} optional />
      <TextField label={t("assistance.grants.from")} name="opensOn" type="date" optional />
      <TextField label={t("assistance.grants.until")} name="closesOn" type="date" optional />
    </>
  );
}

const isRemoval = (form: FormData) => readChoices(form, "remove").length > 0;
const named = (form: FormData) => ({ key: readText(form, "key"), reason: readText(form, "reason") });
const audienceOf = (form: FormData) => ({
  needs: readChoices<Need>(form, "needs"),
  sectors: readChoices<Offer["sectors"][number]>(form, "sectors"),
  sizes: readChoices<Offer["sizes"][number]>(form, "sizes"),
  regions: readChoices<Offer["regions"][number]>(form, "regions"),
  publicBodiesOnly: readChoices(form, "publicBodiesOnly").length > 0,
  checkedOn: readOptionalText(form, "checkedOn"),
});

function sendOffer(form: FormData) {
  const text = (name: string) => readText(form, name);
  const offer: Offer = {
    name: text("name"), kind: readChoice<CatalogueEntry["kind"]>(form, "kind"), what: text("what"), eligibility: text("eligibility"), cost: readChoice<CatalogueEntry["cost"]>(form, "cost"), costWords: text("costWords"),
    skillsNeeded: text("skillsNeeded"), dataSent: text("dataSent"), dataGoesTo: text("dataGoesTo"), contact: text("contact"), source: readOptionalText(form, "source"), ...audienceOf(form),
  };
  return api.call("POST /assistance/catalogue/proposals", { body: { ...named(form), offer: isRemoval(form) ? null : offer } });
}

function sendGrant(form: FormData) {
  const text = (name: string) => readText(form, name);
  const grant: Grant = { name: text("name"), payer: text("payer"), who: text("who"), pays: text("pays"), amount: readOptionalText(form, "amount"), opensOn: readOptionalText(form, "opensOn"), closesOn: readOptionalText(form, "closesOn"), source: text("source"), ...audienceOf(form) };
  return api.call("POST /assistance/grants/proposals", { body: { ...named(form), grant: isRemoval(form) ? null : grant } });
}
