import type { Spending, SpendingCap, Spent } from "./model.types.ts";
import { add, fits, NOTHING, spendingOver, subtract } from "./spending-queue.ts";

export { openSharedSpending } from "./shared-spending.store.ts";

/**
 * One cap for all the calls of this process. What is settled never passes it, as long as no call costs more than the worst that
 * was reserved for it: an endpoint that counts more than a token a byte, or writes past the output limit it was given, can
 * pass it by that much for each call that was under way. A call that was lost with a killed process is not counted.
 * `already`: what earlier runs spent, by `spentBy` of their journals' events.
 */
export function createSpending(options: { readonly cap: SpendingCap; readonly already?: Spent }): Spending {
  let settled = options.already ?? NOTHING;
  let reserved = NOTHING;
  return spendingOver(options.cap, {
    tryReserve(worst, cap) {
      const fitting = fits(add(add(settled, reserved), worst), cap);
      if (fitting) reserved = add(reserved, worst);
      return { reserved: fitting, books: { settled, reserved } };
    },
    settle(worst, actual) {
      reserved = subtract(reserved, worst);
      settled = add(settled, actual);
    },
    read: () => ({ settled, reserved }),
    listen: () => () => undefined,
  });
}
