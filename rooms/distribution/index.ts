/**
 * Distribution: which operator is affected by what, and what that operator does first.
 *
 * Words: *operator* (an organisation that enrolled; never "user" or "subscriber"), *inventory* (what it says it owns), *match* (one
 * asset, one advisory), *step* (one product to update), *plan* (at most five steps), *question* (what only the operator knows), *mark* (what it says of a thing of its own), *outside advisory* (published by others). Silence is a state of nothing.
 */
import type { Room } from "#rooms/platform";
import { distributionJobs, distributionSubscriptions } from "./distribution.jobs.ts";
import { distributionRoutes } from "./distribution.routes.ts";
import { countStages, OWNED_INVENTORY, OWNED_MATCH, OWNED_OPERATOR, OWNED_STEP } from "./distribution.store.ts";
import { exportOwned } from "./export-owned.ts";
import { OWNED_TURN } from "./deployment/turns.store.ts";
import { OWNED_NOTICE } from "./notices/notices.store.ts";
import { OWNED_MAIL_TICKET, OWNED_MAIL_WISH } from "./reminders/mails.store.ts";
import { planMailbox } from "./reply-by-mail/answer-by-mail.ts";
import { PLAN_WORDS } from "#engines/exposure";
import { OWNED_ENROLMENT } from "./enrolment/enrolment.store.ts";
import { OWNED_ASSET_MARK, OWNED_MAINTENANCE } from "./own-marks/own-marks.store.ts";
import { OWNED_OPERATOR_QUESTION } from "./questions/questions.store.ts";
import messages from "./messages.en.json" with { type: "json" };
import { distributionFigures } from "./distribution.figures.ts";

export { DistributionRefusal, type DistributionRefusalCode } from "./distribution.errors.ts";
export { findProfile } from "./find-profile.ts";
export { findTouchedComponents, hashIdentity } from "./component-index/index-components.ts";
export { readPlan } from "./read-plan.ts";

export const distributionRoom: Room = {
  figures: distributionFigures,
  name: "distribution",
  owned: [OWNED_ENROLMENT, OWNED_ASSET_MARK, OWNED_MAINTENANCE, OWNED_OPERATOR_QUESTION, OWNED_TURN, OWNED_NOTICE, OWNED_MAIL_WISH, OWNED_MAIL_TICKET, OWNED_INVENTORY, OWNED_MATCH, OWNED_OPERATOR, OWNED_STEP],
  routes: distributionRoutes,
  jobs: distributionJobs,
  subscriptions: distributionSubscriptions,
  messages: { ...PLAN_WORDS, ...messages },
  mailbox: planMailbox,
  exportOwned,
  counts: async (services) => ({ ...(await countStages(services.db.asSystem("counts are made of everybody and name nobody"))) }),
};
