/**
 * Publication: what goes out to everyone, and when.
 *
 * Words: *advisory* (one case's public record, in every format), *revision* (one going-out of it; nothing is overwritten),
 * *pre-notice* (which version by when, while the embargo holds, and nothing more), *recall* (the fix was bad; the flaw stands).
 */
import { job, type Room } from "#rooms/platform";
import messages from "./messages.en.json" with { type: "json" };
import { recallFixJob } from "./publication.jobs.ts";
import { publicationRoutes } from "./publication.routes.ts";
import { countAdvisories } from "./publication.store.ts";

export { listPreNotices } from "./issue-pre-notice.ts";
export { PublicationRefusal, type PublicationRefusalCode } from "./publication.errors.ts";
export { publishAdvisory, type PublishAdvisory } from "./publish-advisory.ts";
export { getAdvisory, listPublishedAdvisories, type PublishedAdvisory } from "./read-advisories.ts";

export const publicationRoom: Room = {
  name: "publication",
  routes: publicationRoutes,
  jobs: [job(recallFixJob)],
  subscriptions: [{ event: "remediation.patch-withdrawn", job: recallFixJob.name }],
  messages,
  counts: async (services) => ({ ...(await countAdvisories(services.db)) }),
};
