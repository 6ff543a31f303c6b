import type { DirectiveWords } from "#contracts/directives";

/** A directive from before this installation: told in short, and only ever as superseded. */
export interface EarlierDirective {
  readonly issuedOn: string;
  readonly words: DirectiveWords;
}

function toRecord(issuedOn: string, words: Pick<DirectiveWords, "number" | "title" | "summary" | "source">): EarlierDirective {
  return {
    issuedOn,
    words: {
      ...words,
      kind: "binding-operational",
      scope: "Federal civilian executive branch agencies.",
      effectiveOn: issuedOn,
      sections: [], definitions: [], actions: [], phases: [], supersedes: [], changes: null,
      notes: ["A short record. It was issued before this installation was there, and nothing is owed under it here."],
    },
  };
}

export const EARLIER_DIRECTIVES: readonly EarlierDirective[] = [
  toRecord("2021-11-03", {
    number: "BOD 22-01", title: "Reducing the Significant Risk of Known Exploited Vulnerabilities",
    summary: "Began the catalogue of known exploited vulnerabilities, and had agencies fix each entry by the day that the catalogue gives it.",
    source: "https://www.cisa.gov/news-events/directives/bod-22-01-reducing-significant-risk-known-exploited-vulnerabilities",
  }),
  toRecord("2019-04-29", {
    number: "BOD 19-02", title: "Vulnerability Remediation Requirements for Internet-Accessible Systems",
    summary: "Had agencies fix critical vulnerabilities on internet-facing systems within 15 days of their detection, and high ones within 30.",
    source: "https://www.cisa.gov/news-events/directives/bod-19-02-vulnerability-remediation-requirements-internet-accessible-systems",
  }),
];
