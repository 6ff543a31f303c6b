// Every command, in the order in which help lists them: first those that need no server.
import type { Command } from "./command.types.ts";
import { advisoryList } from "./commands/advisory-list.ts";
import { advisoryShow } from "./commands/advisory-show.ts";
import { agencyImport } from "./commands/agency-import.ts";
import { backupCreate } from "./commands/backup-create.ts";
import { backupRestore } from "./commands/backup-restore.ts";
import { campaignAnswer } from "./commands/campaign-answer.ts";
import { campaignList } from "./commands/campaign-list.ts";
import { campaignShow } from "./commands/campaign-show.ts";
import { campaignSpend } from "./commands/campaign-spend.ts";
import { campaignTake } from "./commands/campaign-take.ts";
import { claimMake } from "./commands/claim-make.ts";
import { claimRelease } from "./commands/claim-release.ts";
import { claimRenew } from "./commands/claim-renew.ts";
import { csafConvert } from "./commands/csaf-convert.ts";
import { csafValidate } from "./commands/csaf-validate.ts";
import { cveConvert } from "./commands/cve-convert.ts";
import { cveValidate } from "./commands/cve-validate.ts";
import { cvssScore } from "./commands/cvss-score.ts";
import { determinationAudit } from "./commands/determination-audit.ts";
import { determinationClaim } from "./commands/determination-claim.ts";
import { determinationFetch } from "./commands/determination-fetch.ts";
import { determinationList } from "./commands/determination-list.ts";
import { determinationReconsider } from "./commands/determination-reconsider.ts";
import { determinationShow } from "./commands/determination-show.ts";
import { determinationVerify } from "./commands/determination-verify.ts";
import { enclaveConsult } from "./commands/enclave-consult.ts";
import { enclaveDelegate } from "./commands/enclave-delegate.ts";
import { enclaveExport } from "./commands/enclave-export.ts";
import { enclaveInit } from "./commands/enclave-init.ts";
import { enclaveInitiate } from "./commands/enclave-initiate.ts";
import { enclaveKeys } from "./commands/enclave-keys.ts";
import { enclaveList } from "./commands/enclave-list.ts";
import { enclaveRecommend } from "./commands/enclave-recommend.ts";
import { enclaveRun } from "./commands/enclave-run.ts";
import { enclaveShow } from "./commands/enclave-show.ts";
import { enclaveSign } from "./commands/enclave-sign.ts";
import { enclaveStandard } from "./commands/enclave-standard.ts";
import { engagementList } from "./commands/engagement-list.ts";
import { engagementShow } from "./commands/engagement-show.ts";
import { engagementWithdraw } from "./commands/engagement-withdraw.ts";
import { evaluateCommand } from "./commands/evaluate.ts";
import { feedImport } from "./commands/feed-import.ts";
import { feedList } from "./commands/feed-list.ts";
import { findingCheck } from "./commands/finding-check.ts";
import { findingDedupe } from "./commands/finding-dedupe.ts";
import { findingList } from "./commands/finding-list.ts";
import { findingMinimise } from "./commands/finding-minimise.ts";
import { findingPack } from "./commands/finding-pack.ts";
import { findingReplay } from "./commands/finding-replay.ts";
import { findingSubmit } from "./commands/finding-submit.ts";
import { findingVerify } from "./commands/finding-verify.ts";
import { funnelShow } from "./commands/funnel-show.ts";
import { huntCommand } from "./commands/hunt.ts";
import { inboxList } from "./commands/inbox-list.ts";
import { ledgerFetch } from "./commands/ledger-fetch.ts";
import { ledgerProve } from "./commands/ledger-prove.ts";
import { ledgerReceipts } from "./commands/ledger-receipts.ts";
import { ledgerVerify } from "./commands/ledger-verify.ts";
import { ledgerWitness } from "./commands/ledger-witness.ts";
import { logExport } from "./commands/log-export.ts";
import { logList } from "./commands/log-list.ts";
import { logRedact } from "./commands/log-redact.ts";
import { logReview } from "./commands/log-review.ts";
import { logShow } from "./commands/log-show.ts";
import { logVerify } from "./commands/log-verify.ts";
import { logView } from "./commands/log-view.ts";
import { matchCommand } from "./commands/match.ts";
import { mcpCommand } from "./commands/mcp.ts";
import { membershipJoin } from "./commands/membership-join.ts";
import { membershipLeave } from "./commands/membership-leave.ts";
import { membershipShow } from "./commands/membership-show.ts";
import { milestonesExport } from "./commands/milestones-export.ts";
import { milestonesImport } from "./commands/milestones-import.ts";
import { milestonesVerify } from "./commands/milestones-verify.ts";
import { obligationList } from "./commands/obligation-list.ts";
import { osvConvert } from "./commands/osv-convert.ts";
import { osvValidate } from "./commands/osv-validate.ts";
import { partnerCalls } from "./commands/partner-calls.ts";
import { partnerEndKey } from "./commands/partner-end-key.ts";
import { partnerList } from "./commands/partner-list.ts";
import { partnerMakeKey } from "./commands/partner-make-key.ts";
import { partnerModelKeys } from "./commands/partner-model-keys.ts";
import { partnerResume } from "./commands/partner-resume.ts";
import { partnerRevoke } from "./commands/partner-revoke.ts";
import { partnerShow } from "./commands/partner-show.ts";
import { partnerStopAll } from "./commands/partner-stop-all.ts";
import { partnerSuspend } from "./commands/partner-suspend.ts";
import { patchVerify } from "./commands/patch-verify.ts";
import { planPrint } from "./commands/plan-print.ts";
import { planShow } from "./commands/plan-show.ts";
import { publishCommand } from "./commands/publish.ts";
import { purlBuild } from "./commands/purl-build.ts";
import { purlParse } from "./commands/purl-parse.ts";
import { report } from "./commands/report.ts";
import { reportRecompute } from "./commands/report-recompute.ts";
import { reportVerify } from "./commands/report-verify.ts";
import { sandboxCheck } from "./commands/sandbox-check.ts";
import { sessionShow } from "./commands/session-show.ts";
import { setCheck } from "./commands/set-check.ts";
import { setList } from "./commands/set-list.ts";
import { setPower } from "./commands/set-power.ts";
import { setShow } from "./commands/set-show.ts";
import { signInExercise } from "./commands/sign-in-exercise.ts";
import { signInRedeem } from "./commands/sign-in-redeem.ts";
import { ssvcDecide } from "./commands/ssvc-decide.ts";
import { ssvcTables } from "./commands/ssvc-tables.ts";
import { stixConvert } from "./commands/stix-convert.ts";
import { stixValidate } from "./commands/stix-validate.ts";
import { versionCompare } from "./commands/version-compare.ts";
import { versionInRange } from "./commands/version-in-range.ts";
import { webhookAdd } from "./commands/webhook-add.ts";
import { webhookList } from "./commands/webhook-list.ts";
import { webhookPing } from "./commands/webhook-ping.ts";
import { webhookRemove } from "./commands/webhook-remove.ts";
import { vexConvert } from "./commands/vex-convert.ts";
import { vexValidate } from "./commands/vex-validate.ts";

export const commands: readonly Command[] = [
  sandboxCheck,
  setList,
  setShow,
  setCheck,
  setPower,
  evaluateCommand,
  huntCommand,
  logList,
  logShow,
  logView,
  logVerify,
  logExport,
  logRedact,
  logReview,
  report,
  reportVerify,
  reportRecompute,
  findingPack,
  findingVerify,
  findingCheck,
  findingReplay,
  findingDedupe,
  findingMinimise,
  patchVerify,
  csafValidate,
  csafConvert,
  osvValidate,
  osvConvert,
  cveValidate,
  cveConvert,
  vexValidate,
  vexConvert,
  stixValidate,
  stixConvert,
  cvssScore,
  ssvcTables,
  ssvcDecide,
  matchCommand,
  versionCompare,
  versionInRange,
  purlParse,
  purlBuild,
  ledgerVerify,
  ledgerProve,
  ledgerWitness,
  determinationVerify,
  determinationAudit,
  milestonesVerify,
  backupCreate,
  backupRestore,
  signInExercise,
  signInRedeem,
  sessionShow,
  inboxList,
  engagementList,
  engagementShow,
  engagementWithdraw,
  determinationList,
  determinationShow,
  determinationFetch,
  determinationReconsider,
  determinationClaim,
  partnerList,
  partnerShow,
  partnerSuspend,
  partnerResume,
  partnerRevoke,
  partnerStopAll,
  partnerCalls,
  partnerModelKeys,
  partnerMakeKey,
  partnerEndKey,
  enclaveInit,
  enclaveKeys,
  enclaveDelegate,
  enclaveStandard,
  enclaveList,
  enclaveShow,
  enclaveInitiate,
  enclaveRun,
  enclaveConsult,
  enclaveRecommend,
  enclaveSign,
  enclaveExport,
  membershipShow,
  membershipJoin,
  membershipLeave,
  campaignList,
  campaignShow,
  campaignAnswer,
  campaignTake,
  campaignSpend,
  claimMake,
  claimRenew,
  claimRelease,
  findingSubmit,
  findingList,
  mcpCommand,
  feedList,
  feedImport,
  advisoryList,
  advisoryShow,
  publishCommand,
  webhookAdd,
  webhookList,
  webhookPing,
  webhookRemove,
  planShow,
  planPrint,
  agencyImport,
  obligationList,
  milestonesExport,
  milestonesImport,
  funnelShow,
  ledgerFetch,
  ledgerReceipts,
];
