import type { Actor, Services } from "#rooms/platform";
import { PublicationRefusal } from "./publication.errors.ts";
import { addRevision, isOpen } from "./publication.rules.ts";
import { findAdvisory } from "./publication.store.ts";
import { reviseAdvisory } from "./revise-advisory.ts";

interface EndAdvisory {
  readonly actor: Actor;
  readonly id: string;
  /** One line, for the public. */
  readonly because: string;
}

/** The advisory was wrong: from now on its documents say that, and nothing else. */
export async function withdrawAdvisory(services: Services, input: EndAdvisory): Promise<void> {
  await reviseAdvisory(services, input, (row, at) => ({
    content: addRevision(row.content, at, services.messages.text("publication.text.withdrawn-revision", { because: input.because })),
    row: { state: "withdrawn", patch: null, ending: { kind: "withdrawn", at, reason: input.because, supersededBy: null } },
    entry: { kind: "publication.advisory-withdrawn", data: {} },
    event: "publication.advisory-withdrawn",
  }));
}

/** Another advisory takes its place: from now on its documents lead there. */
export async function supersedeAdvisory(services: Services, input: EndAdvisory & { readonly by: string }): Promise<void> {
  await reviseAdvisory(services, input, async (row, at, tx) => {
    const successor = await findAdvisory(tx, input.by);
    if (!successor || successor.id === row.id || !isOpen(successor.state)) {
      throw new PublicationRefusal("not-a-successor", "by: expected the id of another published advisory that still holds, such as adv_0123456789abcdefghij", { field: "by" });
    }
    const trackingId = successor.tracking_id;
    return {
      content: addRevision(row.content, at, services.messages.text("publication.text.superseded-revision", { trackingId, because: input.because })),
      row: { state: "superseded", patch: null, ending: { kind: "superseded", at, reason: input.because, supersededBy: { advisoryId: successor.id, trackingId } } },
      entry: { kind: "publication.advisory-superseded", data: { supersededBy: successor.id } },
      event: "publication.advisory-withdrawn",
    };
  });
}
