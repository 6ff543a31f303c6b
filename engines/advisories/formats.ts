// One entry per format a vulnerability document can be in. A format lives in its own folder and says here, in one object, how it is
// recognised, read, written and validated; converting, and the command line, need nothing else.
import { csaf20Format, csaf21Format } from "./csaf/csaf-format.ts";
import { cveFormat } from "./cve/cve-format.ts";
import { cycloneDxFormat } from "./cyclonedx/cyclonedx-format.ts";
import { openVexFormat } from "./openvex/openvex-format.ts";
import { osvFormat } from "./osv/osv-format.ts";
import type { Format } from "./formats.types.ts";
import { stixFormat } from "./stix/stix-format.ts";
import { csafVex20Format, csafVex21Format } from "./vex/csaf-vex.ts";

/** In the order in which a document is held against them. */
export const FORMATS: readonly Format[] = [csafVex20Format, csafVex21Format, csaf20Format, csaf21Format, cveFormat, osvFormat, openVexFormat, cycloneDxFormat, stixFormat];
