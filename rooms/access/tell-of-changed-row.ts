import { appendEntry } from "#rooms/audit";
import { notify, SYSTEM_ACTOR, type Job } from "#rooms/platform";
import { z } from "zod";
import { listPeople, listPeopleWithRole } from "./access.store.ts";
import { insertChangedRow } from "./changed-rows.store.ts";

const TOLD_IN_ONE_ORGANISATION = 10;
const changedRow = z.object({ table: z.string(), id: z.string(), rightful: z.array(z.string()), found: z.string() });

/** Somebody wrote into the database past us: oversight is told of which record, and so are those whose it was. */
export const tellOfChangedRow: Job<z.infer<typeof changedRow>> = {
  name: "access.tell-of-changed-row",
  payload: changedRow,
  run: (services, { table, id, rightful, found }) =>
    services.db.inTransaction(async (tx) => {
      if (!(await insertChangedRow(tx, { id, found, table, at: services.clock() }))) return;
      await appendEntry(services, tx, { kind: "access.row-changed-outside", subject: id, by: SYSTEM_ACTOR, data: { table, found }, visibleTo: rightful });
      const owners = (await Promise.all(rightful.map((organisationId) => listPeople(tx, organisationId)))).flatMap((people) => people.slice(0, TOLD_IN_ONE_ORGANISATION));
      for (const { id: personId, email } of [...owners, ...(await listPeopleWithRole(tx, "oversight"))]) {
        await notify(services, tx, { to: { personId, email }, kind: "access.row-changed-outside", params: { table, id }, link: "/inbox" });
      }
    }),
};
