/** Bounds of one inventory file; what is larger is refused with {@link InventoryError}, never cut silently. */
export const INVENTORY_LIMITS = {
  bytes: 16 * 1024 * 1024,
  rows: 200_000,
  columns: 200,
  /** A cell or field longer than this costs its row, which is then explained. */
  cellLength: 4_096,
  fieldLength: 300,
  originalLength: 500,
  skippedOriginalLength: 200,
  /** Explanations kept; the last one says how many more there were. */
  skipped: 1_000,
  nesting: 64,
} as const;
