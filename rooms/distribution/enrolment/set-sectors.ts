import { SECTORS } from "#contracts/distribution";
import type { SectorChoice, SectorChoices, SetSectors } from "#contracts/enrolment";
import { appendEntry } from "#rooms/audit";
import type { Actor, Services } from "#rooms/platform";
import { DistributionRefusal } from "../distribution.errors.ts";
import { findSectorList, insertSectorList } from "./enrolment.store.ts";

/** The sectors an operator chooses from: the sixteen by their names, until the clearinghouse has set a list of its own. */
export async function readSectorChoices(services: Services): Promise<SectorChoices> {
  const row = await findSectorList(services.db);
  if (row) return { version: row.version, since: row.since, choices: [...row.choices] };
  return { version: 0, since: null, choices: SECTORS.map((sector): SectorChoice => ({ code: sector, name: services.messages.text(`distribution.sector.${sector}`), sector })) };
}

/** One of the sectors offered now, by its code. */
export async function requireSectorChoice(services: Services, code: string, field: string): Promise<SectorChoice> {
  const choice = (await readSectorChoices(services)).choices.find((one) => one.code === code);
  if (!choice) throw new DistributionRefusal("no-such-choice", `${field}: choose one of the sectors offered`, { field });
  return choice;
}

/** Sets a whole new list under the next number. Who is enrolled keeps its sector: what it chose counts as one of the sixteen. */
export async function setSectors(services: Services, { actor, list }: { readonly actor: Actor; readonly list: SetSectors }): Promise<SectorChoices> {
  const twice = list.choices.findIndex(({ code }, at) => list.choices.findIndex((other) => other.code === code) < at);
  if (twice >= 0) throw new DistributionRefusal("no-such-choice", `choices.${twice}.code: stands on the list twice; give each another code`, { field: `choices.${twice}.code` });
  await services.db.inTransaction(async (tx) => {
    const version = ((await findSectorList(tx))?.version ?? 0) + 1;
    await insertSectorList(tx, { version, choices: list.choices.map((choice) => ({ ...choice, name: choice.name.toWellFormed() })), reason: list.reason, personId: actor.personId, at: services.clock() });
    await appendEntry(services, tx, { kind: "distribution.sectors-set", subject: `sectors-${version}`, by: actor, data: { version, choices: list.choices.length } });
  });
  return readSectorChoices(services);
}
