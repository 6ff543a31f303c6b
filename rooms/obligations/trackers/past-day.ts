import type { Services } from "#rooms/platform";
import { ObligationsRefusal } from "../obligations.errors.ts";

/** Nobody can have said something on a day that has not come. */
export function requirePastDay({ clock }: Pick<Services, "clock">, statedOn: string): void {
  if (statedOn > clock().toISOString().slice(0, 10)) throw new ObligationsRefusal("date-in-future", "statedOn: lies in the future; record what has been said", "statedOn");
}
