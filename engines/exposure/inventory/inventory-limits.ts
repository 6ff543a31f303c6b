/** Bounds of one inventory file; what is larger is refused with {@link InventoryError}, never cut silently. */
export const INVENTORY_LIMITS = {
  bytes: 16 * 1024 * 1024,
  /** What a packed file (XLSX) may unpack to, all its parts together. */
  unpackedBytes: 32 * 1024 * 1024,
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
  /** Rows shown with a spreadsheet's headings, and places kept of lines that were folded into an equal one. */
  previewRows: 10,
  repeats: 100,
  /** The most that one line may say there are of a thing. */
  count: 1_000_000,
} as const;
