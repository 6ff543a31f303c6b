import type { PublishedAgreements } from "#contracts/agreements";
import type { Services } from "#rooms/platform";
import { listPublishedAgreements } from "./show-agreements.ts";

/** The published agreements as JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/): one item each, and one for each that was taken down. */
export async function publishAgreementsFeed(services: Services): Promise<string> {
  const page = `${services.configuration.publicUrl}/agreements/published`;
  const { agreements, takenDown, statement } = await listPublishedAgreements(services);
  const items = [
    ...agreements.map((one) => ({
      id: one.id, url: `${page}#${one.id}`, title: `${one.developerName}: ${one.agencyNames.join(", ")}`, content_text: describe(one),
      date_published: one.publishedAt, ...(one.renewedAt.length > 0 ? { date_modified: one.renewedAt.at(-1) } : {}), tags: one.scopes, _agreement: one,
    })),
    ...takenDown.map(({ id, publishedAt, takenDownAt }) => ({
      id, url: `${page}#${id}`, content_text: services.messages.text("engagement.agreements.takenDown", { publishedAt, takenDownAt }), date_published: publishedAt, date_modified: takenDownAt,
    })),
  ];
  return JSON.stringify({
    version: "https://jsonfeed.org/version/1.1", title: services.messages.text("engagement.agreements.title"), description: statement, home_page_url: page,
    feed_url: `${services.configuration.publicUrl}/api/agreements/feed`, language: "en", items,
  });
}

function describe({ legalBasis, beginsAt, until }: PublishedAgreements["agreements"][number]): string {
  return `${legalBasis}\n${beginsAt} / ${until ?? ".."}`;
}
