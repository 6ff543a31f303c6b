import { idParams } from "#contracts/access";
import { stepHistory } from "#contracts/deployment";
import { notFound, route, type Route } from "#rooms/platform";
import { noteRead, stepResource } from "../distribution.resources.ts";
import { findStepOwner } from "../distribution.store.ts";
import { readHistory } from "./record-turn.ts";

export const deploymentRoutes: readonly Route[] = [
  route({
    room: "distribution", method: "get", path: "/operator/plan/{id}/history", summary: "Every turn that the assets of a step took", permission: "distribution:take-part",
    resource: { kind: stepResource, param: "id" }, params: idParams, reply: stepHistory,
    run: async ({ services, actor, params }) => {
      const organisationId = await findStepOwner(services.db, params.id);
      if (organisationId === undefined) throw notFound(); // It has left meanwhile.
      await noteRead(services, { actor, organisationId, subject: params.id, what: "plan" });
      return readHistory(services, organisationId, params.id);
    },
  }),
];
