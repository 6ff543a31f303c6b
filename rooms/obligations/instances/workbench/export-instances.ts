import { INSTANCES_A_PAGE, MOST_EXPORTED, type AgencyInstance, type InstanceQuery } from "#contracts/agency-workbench";
import type { Services } from "#rooms/platform";
import { requireAgency } from "../../agencies/require-agency.ts";
import { dayOf } from "../../taskings/days.rules.ts";
import { listInstances, type Place } from "./instances.store.ts";
import { describeInstance, toNarrowed } from "./show-instances.ts";

const COLUMNS: readonly (readonly [heading: string, cell: (one: AgencyInstance) => string | null])[] = [
  ["asset", ({ assetName }) => assetName], ["cve", ({ cveId }) => cveId], ["state", ({ state }) => state], ["due_on", ({ dueOn }) => dueOn], ["tier", ({ tier }) => tier], ["late", ({ isLate }) => (isLate ? "yes" : "no")],
  ["environment", ({ environment }) => environment], ["exposed", ({ exposed }) => exposed], ["detected_on", ({ detectedOn }) => detectedOn], ["last_seen_on", ({ lastSeenOn }) => lastSeenOn],
  ["gone_on", ({ goneOn }) => goneOn], ["exception_until", ({ exceptionUntil }) => exceptionUntil], ["justification", ({ justification }) => justification], ["id", ({ id }) => id],
];
/** As many as are read at once. */
const PIECE = INSTANCES_A_PAGE * 50;

/** The same list as on the page, as CSV, whole up to a bound. */
export async function exportInstances(services: Services, organisationId: string, query: Omit<InstanceQuery, "after">): Promise<string> {
  await requireAgency(services.db, organisationId);
  const today = dayOf(services.clock().toISOString());
  const narrowed = toNarrowed(query, today);
  const lines = [COLUMNS.map(([heading]) => heading).join(",")];
  for (let after: Place | undefined; ; ) {
    const rows = await listInstances(services.db, organisationId, { narrowed, after, limit: PIECE });
    for (const row of rows) {
      const shown = describeInstance(services, row, today);
      lines.push(COLUMNS.map(([, cell]) => toCell(cell(shown))).join(","));
    }
    const last = rows.at(-1);
    if (rows.length < PIECE || !last) break;
    if (lines.length > MOST_EXPORTED) {
      lines.push(`# only the first ${lines.length - 1} are shown: narrow the list`);
      break;
    }
    after = { dueOn: last.due_on, clockId: last.clock_id, id: last.id };
  }
  return `${lines.join("\r\n")}\r\n`;
}

/** Names come from scanners: what a spreadsheet would run is kept from it by an apostrophe. */
function toCell(value: string | null): string {
  const text = /^[=+\-@\t\r]/.test(value ?? "") ? `'${value}` : (value ?? "");
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
