import type { Sector } from "#contracts/distribution";

/** The name of the count of partners selected to defend a sector: `selectedForFoodAndAgriculture`. */
export function nameSectorCount(sector: Sector): string {
  return `selectedFor${sector.split("-").map((word) => word.slice(0, 1).toUpperCase() + word.slice(1)).join("")}`;
}
