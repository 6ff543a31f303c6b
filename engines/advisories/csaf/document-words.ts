// The terms the standard prescribes for English documents, and their translations as the OASIS CSAF committee records them.
const TERMS = {
  en: { license: "License", product_description: "Product Description", reasoning_for_supersession: "Reasoning for Supersession", reasoning_for_withdrawal: "Reasoning for Withdrawal", superseding_document: "Superseding Document" },
  de: { license: "Lizenz", product_description: "Produktbeschreibung", reasoning_for_supersession: "Begründung für die Ersetzung", reasoning_for_withdrawal: "Begründung für die Zurückziehung", superseding_document: "Ersetzendes Dokument" },
} as const;

export type Term = keyof (typeof TERMS)["en"];

/** A document without a language counts as English. */
export function isEnglish(lang: string | undefined): boolean {
  return lang === undefined || /^en(?:-|$)/i.test(lang);
}

/** The term in the document's language, where a translation is known. */
export function findTerm(lang: string | undefined, term: Term): string | undefined {
  const language = isEnglish(lang) ? "en" : (lang ?? "").toLowerCase().split("-")[0];
  return language === "en" || language === "de" ? TERMS[language][term] : undefined;
}
