import { operatorNotices } from "#contracts/deployment";
import { operatorQuery } from "#contracts/distribution";
import { route, type Route } from "#rooms/platform";
import { noteRead, requireOwner } from "../distribution.resources.ts";
import { requireOperator } from "../enrol-operator.ts";
import { listNotices } from "./notices.store.ts";
import { toOperatorNotice } from "./sealed-notice.ts";

export const noticeRoutes: readonly Route[] = [
  route({
    room: "distribution", method: "get", path: "/operator/notices", summary: "What of yours to update before the reason is public", permission: "distribution:take-part", query: operatorQuery, reply: operatorNotices,
    run: async ({ services, actor, query }) => {
      const organisationId = requireOwner(actor, query.organisationId);
      await requireOperator(services.db, organisationId);
      await noteRead(services, { actor, organisationId, subject: organisationId, what: "notices" });
      return { notices: (await listNotices(services.db, organisationId)).map((row) => toOperatorNotice(services, row)) };
    },
  }),
];
