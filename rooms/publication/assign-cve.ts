import type { CveAssignment } from "#contracts/publication";
import type { Actor, Services } from "#rooms/platform";
import { PublicationRefusal } from "./publication.errors.ts";
import { reviseForCve } from "./publication.rules.ts";
import { refuseRealCve } from "./publish-advisory.ts";
import { reviseAdvisory } from "./revise-advisory.ts";

/** Adds the id that a CNA gave for the handed-off draft; every document is written again with it. */
export async function assignCve(services: Services, input: { readonly actor: Actor; readonly id: string; readonly cve: CveAssignment }): Promise<void> {
  refuseRealCve(services, input.cve.id);
  await reviseAdvisory(services, input, (row, at) => {
    if (row.content.cve) throw new PublicationRefusal("cve-already-assigned", `${row.tracking_id} already has ${row.content.cve.id}; an id is never exchanged here`);
    return {
      content: reviseForCve(row.content, { at, cve: input.cve, texts: services.messages.text }),
      entry: { kind: "publication.cve-assigned", data: { cve: input.cve.id, cna: input.cve.assigner.orgId } },
      event: "publication.advisory-revised",
    };
  });
}
