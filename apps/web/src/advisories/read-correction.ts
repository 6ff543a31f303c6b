import type { Operations } from "../api.ts";
import { readList, readText } from "../parts/form-values.ts";
import type { Advisory } from "./advisories.query.ts";

type Correction = Operations["POST /advisories/{id}/correction"]["body"];

/** Only what was changed is sent, so that a revision says no more than it must. A link that was there keeps its words. */
export function readCorrection(form: FormData, advisory: Pick<Advisory, "title" | "summary" | "references">): Correction {
  const title = readText(form, "releasableTitle");
  const summary = readText(form, "releasableSummary");
  const own = advisory.references.filter(({ isOwn }) => isOwn);
  const urls = readList(form, "references");
  const references = urls.map((url) => {
    const known = own.find((one) => one.url === url);
    return known ? { kind: known.kind as "web", url, summary: known.summary } : { kind: "web" as const, url, summary: URL.canParse(url) ? new URL(url).host : url.slice(0, 200) };
  });
  return {
    ...(title === advisory.title ? {} : { releasableTitle: title }),
    ...(summary === advisory.summary ? {} : { releasableSummary: summary }),
    ...(urls.join("\n") === own.map(({ url }) => url).join("\n") ? {} : { references }),
    because: readText(form, "because"),
  };
}
