import { NEWS_FILES, type NewsFile } from "#contracts/news";
import type { Exchange, FileReply, Services } from "#rooms/platform";
import { listDumpFiles } from "../osv-query/serve-osv.ts";
import { listAdvisories, type AdvisoryRow } from "../publication.store.ts";
import { toSummary } from "../read-advisories.ts";
import { toPublic } from "../write-documents.ts";
import { answerWhenNew } from "./answer-when-new.ts";
import { NEWS_MEDIA_TYPES, writeNews, type NewsItem } from "./write-news.rules.ts";

const MOST_ITEMS = 100;
// The day of the order: what a feed that lists nothing yet says it was last updated.
const SINCE = "2026-06-02T00:00:00.000Z";

/** One of the feeds; whoever has it already, by its tag or by its time, is told only that. */
export async function serveNews(services: Services, exchange: Exchange, file: NewsFile): Promise<FileReply> {
  const { publicUrl } = services.configuration;
  const { text } = services.messages;
  const rows = await listAdvisories(services.db, MOST_ITEMS);
  const updatedAt = rows[0]?.revised_at ?? SINCE;
  const bytes = writeNews(file, {
    urn: toUrn(services, "feed"), title: text("publication.news.title"), description: text("publication.news.description"), publisher: text("publication.text.publisher"),
    link: `${publicUrl}/advisories`, self: `${publicUrl}/api/feeds/news/${file}`, updatedAt, items: rows.map((row) => toItem(services, row)),
  });
  return answerWhenNew(exchange, { bytes, mediaType: NEWS_MEDIA_TYPES[file], updatedAt });
}

/** Files about many advisories, below `/api/feeds`, that any web server can serve. */
export async function listStaticFeeds(services: Services): Promise<readonly string[]> {
  return [...NEWS_FILES.map((file) => `news/${file}`), ...(await listDumpFiles(services))];
}

function toItem(services: Services, row: AdvisoryRow): NewsItem {
  const { text } = services.messages;
  const advisory = toPublic(services, row.content);
  const { title, severity } = toSummary(row, advisory);
  const isOver = row.state !== "published";
  return {
    urn: toUrn(services, row.id),
    title: isOver ? `${text(`publication.news.${row.state}`)}: ${title}` : title,
    summary: advisory.summary,
    severity,
    link: `${services.configuration.publicUrl}/advisories/${row.id}`,
    publishedAt: row.published_at,
    revisedAt: row.revised_at,
  };
}

/** RFC 9562, version 8: of our own making. It depends on nothing that may change, such as this site's address. */
function toUrn({ keys }: Services, name: string): string {
  const hash = keys.keyedHash("news", name);
  return `urn:uuid:${hash.slice(0, 8)}-${hash.slice(8, 12)}-8${hash.slice(12, 15)}-8${hash.slice(15, 18)}-${hash.slice(18, 30)}`;
}
