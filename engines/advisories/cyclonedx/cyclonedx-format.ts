import type { Format } from "../formats.types.ts";
import { readCycloneDx } from "./read-cyclonedx.ts";
import { validateCycloneDx } from "./validate-cyclonedx.ts";
import { writeCycloneDx } from "./write-cyclonedx.ts";

export const cycloneDxFormat: Format = {
  name: "cyclonedx-vex",
  title: "CycloneDX VEX",
  detect: (document) => document["bomFormat"] === "CycloneDX",
  read: readCycloneDx,
  write: writeCycloneDx,
  validate: validateCycloneDx,
};
