import { accountRoutes } from "./account/index.ts";
import { agencyMenu, agencyRoutes } from "./agency/index.ts";
import { agreementsMenu, agreementsRoutes } from "./agreements/index.ts";
import { advisoriesMenu, advisoriesRoutes } from "./advisories/index.ts";
import { assistanceMenu, assistanceRoutes } from "./assistance/index.ts";
import { casesRoutes } from "./cases/index.ts";
import { clearinghouseMenu, clearinghouseRoutes } from "./clearinghouse/index.ts";
import { determinationMenu, determinationRoutes } from "./determination/index.ts";
import { developerMenu, developerRoutes } from "./developer/index.ts";
import { directivesMenu, directivesRoutes, directiveWorkMenu } from "./directives/index.ts";
import { distributionMenu, distributionRoutes } from "./distribution/index.ts";
import { earlyAccessMenu, earlyAccessRoutes } from "./early-access/index.ts";
import { engagementMenu, engagementRoutes } from "./engagement/index.ts";
import { evaluatorMenu, evaluatorRoutes } from "./evaluator/index.ts";
import { exerciseRoutes } from "./exercise/index.ts";
import { findingsMenu, findingsRoutes } from "./findings/index.ts";
import { inboxRoutes } from "./inbox/index.ts";
import { invitationsMenu, invitationsRoutes } from "./invitations/index.ts";
import { maintainerRoutes } from "./maintainer/index.ts";
import { nondisclosureMenu, nondisclosureRoutes } from "./nondisclosure/index.ts";
import { obligationsMenu, obligationsRoutes } from "./obligations/index.ts";
import { operatorMenu, operatorRoutes } from "./operator/index.ts";
import { oversightMenu, oversightRoutes } from "./oversight/index.ts";
import { participantRoutes } from "./participant/index.ts";
import { partnerMenu, partnerRoutes } from "./partner/index.ts";
import { peopleMenu, peopleRoutes } from "./people/index.ts";
import { publicMenu, publicRoutes } from "./public/index.ts";
import { questionsRoutes } from "./questions/index.ts";
import { readsRoutes } from "./reads/index.ts";
import { scanningMenu, scanningRoutes } from "./scanning/index.ts";
import { selectionMenu, selectionRoutes } from "./selection/index.ts";
import type { House } from "./shell/root-route.ts";
import { signInRoutes } from "./sign-in/index.ts";
import { webhooksRoutes } from "./webhooks/index.ts";

/** The pages of index.html. A room joins by its routes and its menu. */
export const harbourRoutes = [
  ...publicRoutes,
  ...signInRoutes,
  ...inboxRoutes,
  ...accountRoutes,
  ...peopleRoutes,
  ...readsRoutes,
  ...earlyAccessRoutes,
  ...developerRoutes,
  ...determinationRoutes,
  ...evaluatorRoutes,
  ...engagementRoutes,
  ...selectionRoutes,
  ...agreementsRoutes,
  ...invitationsRoutes,
  ...questionsRoutes,
  ...nondisclosureRoutes,
  ...partnerRoutes,
  ...clearinghouseRoutes,
  ...casesRoutes,
  ...scanningRoutes,
  ...findingsRoutes,
  ...maintainerRoutes,
  ...participantRoutes,
  ...operatorRoutes,
  ...distributionRoutes,
  ...oversightRoutes,
  ...advisoriesRoutes,
  ...webhooksRoutes,
  ...obligationsRoutes,
  ...directivesRoutes,
  ...agencyRoutes,
  ...assistanceRoutes,
  ...exerciseRoutes,
] as const;

export const harbour: House = {
  name: "shell.name",
  plainPages: "/public/",
  menu: [...publicMenu, ...earlyAccessMenu, ...developerMenu, ...evaluatorMenu, ...selectionMenu, ...invitationsMenu, ...nondisclosureMenu, ...agreementsMenu, ...partnerMenu, ...clearinghouseMenu, ...findingsMenu, ...operatorMenu, ...distributionMenu, ...oversightMenu, ...advisoriesMenu, ...agencyMenu, ...obligationsMenu, ...directivesMenu, ...assistanceMenu, ...directiveWorkMenu, ...engagementMenu, ...determinationMenu, ...peopleMenu, ...scanningMenu],
};
