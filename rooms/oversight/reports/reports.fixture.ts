import { appendEntry } from "#rooms/audit";
import { sql, type Actor } from "#rooms/platform";
import pg from "pg";
import { createWorld, type World } from "../../../tests/setup/world.ts";

export interface ReportScene {
  readonly world: World;
  readonly inspector: Actor;
  /** Writes so many acts into the ledger, at the world's present instant. */
  act(kind: string, count: number, data?: (place: number) => Readonly<Record<string, unknown>>): Promise<void>;
  /** Publishes a report at will on everything since that day, and reads it. */
  publish(from?: string): Promise<ReturnType<World["call"]> extends Promise<infer Reply> ? Reply : never>;
  /** What somebody with the database in their hands does. */
  asOwner(statement: string, values?: readonly unknown[]): Promise<void>;
}

/** A whole low side with an inspector, in which acts can be made up. */
export async function openReportScene(): Promise<ReportScene> {
  const world = await createWorld();
  const inspector = await world.person({ organisation: "Inspectorate", kind: "oversight", name: "Ines", roles: ["oversight"] });
  let made = 0;
  return {
    world,
    inspector,
    act: async (kind, count, data = () => ({})) => {
      await world.services.db.inTransaction(async (tx) => {
        for (let place = 0; place < count; place += 1) {
          made += 1;
          await appendEntry(world.services, tx, { kind, subject: `sub_${made}`, by: inspector, data: data(place) });
        }
      });
    },
    publish: (from = "2026-07-01") => world.call("POST", "/reports", { as: inspector, body: { from } }),
    asOwner: async (statement, values = []) => {
      const owner = new pg.Client({ connectionString: world.services.configuration.databaseUrl });
      await owner.connect();
      await owner.query(statement, [...values]);
      await owner.end();
    },
  };
}

export async function countReports({ world }: ReportScene): Promise<number> {
  return (await world.services.db.find<{ count: number }>(sql`SELECT count(*) AS count FROM oversight.report`))?.count ?? 0;
}
