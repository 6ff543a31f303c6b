import type { Facts, OwnedTable, Queryable, ResourceKind } from "#rooms/platform";
import { findAsset, OWNED_ASSET } from "./assets/assets.store.ts";
import { findException, OWNED_INSTANCE_EXCEPTION } from "./exceptions/exceptions.store.ts";
import { findTask, OWNED_FORENSIC_TASK } from "./forensics/forensics.store.ts";
import { findInstance, OWNED_INSTANCE } from "./workbench/instances.store.ts";

export const KEEP_INSTANCES = "obligations:keep-instances";
export const COUNT_INSTANCES = "obligations:count-instances";
export const TAKE_METADATA = "obligations:take-metadata";
export const DECIDE_INSTANCE_EXCEPTION = "obligations:decide-instance-exception";

/** What is kept of an agency's assets: its own people's alone, and to everybody else as if it were not there. */
function agencyRecord(find: (db: Queryable, id: string) => Promise<{ readonly organisation_id: string } | undefined>, owned: OwnedTable): ResourceKind {
  return {
    type: "InstanceRecord",
    read: KEEP_INSTANCES,
    load: async ({ db }, id) => {
      const row = await find(db, id);
      return row && toFacts(row.organisation_id);
    },
    absent: toFacts("nobody"),
    owned,
  };
}

function toFacts(organisation: string): Facts {
  return { organisation: { type: "Organisation", id: organisation } };
}

export const assetResource = agencyRecord(findAsset, OWNED_ASSET);
export const instanceResource = agencyRecord(findInstance, OWNED_INSTANCE);
export const forensicResource = agencyRecord(findTask, OWNED_FORENSIC_TASK);
export const ownExceptionResource = agencyRecord(findException, OWNED_INSTANCE_EXCEPTION);
/** An exception as directive officers decide on it: of whichever agency, and not by whoever asked for it. */
export const exceptionResource: ResourceKind = {
  type: "InstanceException",
  read: DECIDE_INSTANCE_EXCEPTION,
  load: async ({ db }, id) => {
    const row = await findException(db, id);
    return row && { requesters: [{ type: "Person", id: row.asked_by }] };
  },
  absent: { requesters: [] },
  owned: OWNED_INSTANCE_EXCEPTION,
};
