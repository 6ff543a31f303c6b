// Every command, in the order in which help lists them.
import type { Command } from "./command.types.ts";
import { csafValidate } from "./commands/csaf-validate.ts";
import { cveValidate } from "./commands/cve-validate.ts";
import { determinationVerify } from "./commands/determination-verify.ts";
import { evaluateCommand } from "./commands/evaluate.ts";
import { findingPack } from "./commands/finding-pack.ts";
import { findingReplay } from "./commands/finding-replay.ts";
import { findingVerify } from "./commands/finding-verify.ts";
import { huntCommand } from "./commands/hunt.ts";
import { ledgerVerify } from "./commands/ledger-verify.ts";
import { matchCommand } from "./commands/match.ts";
import { osvValidate } from "./commands/osv-validate.ts";
import { patchVerify } from "./commands/patch-verify.ts";
import { purlParse } from "./commands/purl-parse.ts";
import { sandboxCheck } from "./commands/sandbox-check.ts";
import { setCheck } from "./commands/set-check.ts";
import { setList } from "./commands/set-list.ts";
import { setShow } from "./commands/set-show.ts";
import { versionCompare } from "./commands/version-compare.ts";

export const commands: readonly Command[] = [
  sandboxCheck,
  setList,
  setShow,
  setCheck,
  evaluateCommand,
  huntCommand,
  findingPack,
  findingVerify,
  findingReplay,
  patchVerify,
  csafValidate,
  osvValidate,
  cveValidate,
  matchCommand,
  versionCompare,
  purlParse,
  ledgerVerify,
  determinationVerify,
];
