import type { SitePage } from "./page.ts";
import { accessibilityPage } from "./pages/accessibility.ts";
import { advisoriesPage } from "./pages/advisories.ts";
import { advisoryPage } from "./pages/advisory.ts";
import { contactPage } from "./pages/contact.ts";
import { criteriaPage } from "./pages/criteria.ts";
import { directivePage } from "./pages/directive.ts";
import { directivesPage } from "./pages/directives.ts";
import { earlyAccessPage } from "./pages/early-access.ts";
import { feedsPage } from "./pages/feeds.ts";
import { helpPage } from "./pages/help.ts";
import { ledgerPage } from "./pages/ledger.ts";
import { participationPage } from "./pages/participation.ts";
import { policiesPage, policyPage } from "./pages/policies.ts";
import { reportPage } from "./pages/report.ts";
import { reportsPage } from "./pages/reports.ts";
import { startPage } from "./pages/start.ts";
import { taskingsPage } from "./pages/taskings.ts";
import { trackersPage } from "./pages/trackers.ts";

/** Every page of the public site, in the order in which the footer lists them. */
export const PAGES: readonly SitePage[] = [
  startPage, participationPage, criteriaPage, policiesPage, policyPage, earlyAccessPage, taskingsPage, trackersPage, directivesPage, directivePage, reportsPage, reportPage, advisoriesPage, advisoryPage, feedsPage, ledgerPage, helpPage, contactPage,
  accessibilityPage,
];
