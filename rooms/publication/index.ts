/**
 * Publication: what goes out to everyone, and when.
 *
 * Words: *advisory* (one case's public record, in every format), *revision* (one going-out of it; nothing is overwritten),
 * *pre-notice* (which version by when, while the embargo holds, and nothing more), *recall* (the fix was bad; the flaw stands),
 * *correction* (another text), *withdrawal* (the advisory was wrong), *supersession* (another takes its place).
 * *webhook* (an address of somebody's that is told), *delivery* (one message to one address, and what became of it).
 *
 * Events for rooms above: `publication.advisory-published`, `publication.fix-recalled`, `publication.advisory-revised` and
 * `publication.advisory-withdrawn` (superseded, too) {advisoryId}; `publication.pre-notice-issued` and
 * `publication.pre-notice-withdrawn` {caseId}.
 */
import { job, type Room } from "#rooms/platform";
import { newsRoutes } from "./news/news.routes.ts";
import { osvQueryRoutes } from "./osv-query/osv-query.routes.ts";
import messages from "./messages.en.json" with { type: "json" };
import { renewOpenPgpKey, signAgain } from "./openpgp-keys.ts";
import { recallFixJob } from "./publication.jobs.ts";
import { publicationRoutes } from "./publication.routes.ts";
import { countAdvisories } from "./publication.store.ts";
import { taxiiRoutes } from "./taxii/taxii.routes.ts";
import { exportOwned } from "./webhooks/read-webhooks.ts";
import { deliverWebhook, forgetDeliveries, tellWebhooks } from "./webhooks/tell-webhooks.ts";
import { webhookRoutes } from "./webhooks/webhooks.routes.ts";
import { OWNED_WEBHOOK } from "./webhooks/webhooks.store.ts";
import { publicationFigures } from "./publication.figures.ts";

const WENT_OUT = ["publication.advisory-published", "publication.advisory-revised", "publication.advisory-withdrawn", "publication.fix-recalled"];

export { answerWhenNew } from "./news/answer-when-new.ts";
export { writeFeed, type NewsItem } from "./news/write-news.rules.ts";
export { holdPreNotices, listPreNotices } from "./issue-pre-notice.ts";
export { PublicationRefusal, type PublicationRefusalCode } from "./publication.errors.ts";
export { publishAdvisory, type PublishAdvisory } from "./publish-advisory.ts";
export { getAdvisory, listPublishedAdvisories, type PublishedAdvisory } from "./read-advisories.ts";

export const publicationRoom: Room = {
  figures: publicationFigures,
  name: "publication",
  // The dump's own files before the records beside them.
  routes: [...osvQueryRoutes, ...newsRoutes, ...taxiiRoutes, ...webhookRoutes, ...publicationRoutes],
  owned: [OWNED_WEBHOOK],
  exportOwned,
  jobs: [job(recallFixJob), job(renewOpenPgpKey), job(signAgain), job(tellWebhooks), job(deliverWebhook), job(forgetDeliveries)],
  subscriptions: [{ event: "remediation.patch-withdrawn", job: recallFixJob.name }, ...WENT_OUT.map((event) => ({ event, job: tellWebhooks.name }))],
  messages,
  counts: async (services) => ({ ...(await countAdvisories(services.db)) }),
};
