import type { z } from "zod";
import type { correctAdvisory as correctAdvisoryBody } from "#contracts/publication";
import type { Actor, Services } from "#rooms/platform";
import { PublicationRefusal } from "./publication.errors.ts";
import { reviseText } from "./publication.rules.ts";
import { reviseAdvisory } from "./revise-advisory.ts";

/** Puts another title, summary or list of references into every document; what went out before stays readable. */
export async function correctAdvisory(services: Services, input: z.infer<typeof correctAdvisoryBody> & { readonly actor: Actor; readonly id: string }): Promise<void> {
  await reviseAdvisory(services, input, (row, at) => {
    const content = reviseText(row.content, {
      at, because: input.because, title: input.releasableTitle, summary: input.releasableSummary, references: input.references,
      ofHouse: textsOfHouse(services, row.statement?.name),
    });
    const corrected = (["title", "summary", "references"] as const).filter((field) => JSON.stringify(content[field]) !== JSON.stringify(row.content[field]));
    if (corrected.length === 0) throw new PublicationRefusal("nothing-changed", "This is what the advisory says already; a revision must change something", { field: "releasableTitle" });
    return { content, entry: { kind: "publication.advisory-corrected", data: { corrected } }, event: "publication.advisory-revised" };
  });
}

/** The summaries of those references that are added to every advisory. */
export function textsOfHouse(services: Services, statementBy: string | undefined): ReadonlySet<string> {
  const { text } = services.messages;
  return new Set([text("publication.text.patch"), text("publication.text.project"), ...(statementBy === undefined ? [] : [text("publication.text.statement", { name: statementBy })])]);
}
