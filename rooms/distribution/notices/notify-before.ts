import { z } from "zod";
import { createMatcher, type Matcher } from "#engines/exposure";
import type { PreNotice } from "#contracts/publication";
import { appendEntry } from "#rooms/audit";
import { newId, SYSTEM_ACTOR, type Job, type Services, type Transaction } from "#rooms/platform";
import { getAdvisory, holdPreNotices, listPreNotices } from "#rooms/publication";
import { findTouchedOperators } from "../component-index/index-components.ts";
import { lockOperator, type OperatorRow } from "../distribution.store.ts";
import { isPaused } from "../enrolment/enrolment.store.ts";
import { openInventories } from "../open-inventories.ts";
import { tellOperator } from "../reminders/tell-operator.ts";
import { describePlace } from "../sealed-inventory.ts";
import { toAdvisory, toNoticedAsset, writeNotice, type NoticedAsset } from "./notice.rules.ts";
import { deleteNotice, deleteNoticesAmong, findNotice, insertNotice, listOperatorsWithNotice, updateNotice } from "./notices.store.ts";
import { sealNotice } from "./sealed-notice.ts";

const aboutCase = z.object({ caseId: z.string() });
const aboutOperator = z.object({ organisationId: z.string() });

/** A pre-notice was issued: one job for each operator whose lists the index says it touches, so that one that fails holds up no other. */
export const noticeEveryOperatorJob: Job<z.infer<typeof aboutCase>> = {
  name: "distribution.notice-every-operator",
  payload: aboutCase,
  run: (services, { caseId }) =>
    services.db.inTransaction(async (tx) => {
      const notice = (await listPreNotices(tx)).find((one) => one.caseId === caseId);
      if (!notice) return; // Its reason is public, or it was taken back meanwhile.
      const touched = await findTouchedOperators(services, tx, [toAdvisory(notice)]);
      // Who was told before may have nothing of it any more.
      for (const organisationId of new Set([...touched, ...(await listOperatorsWithNotice(tx, hashCase(services, caseId)))])) await services.jobs.enqueue(tx, noticeOperatorJob, { organisationId });
    }),
};

/** The reason is public, so that its advisory says it all: the notices of its case go. */
export const endNoticesJob: Job<{ readonly advisoryId: string }> = {
  name: "distribution.end-notices",
  payload: z.object({ advisoryId: z.string() }),
  run: async (services, { advisoryId }) => {
    const { caseId } = await getAdvisory(services, services.db, advisoryId);
    const caseHash = hashCase(services, caseId);
    for (const organisationId of await listOperatorsWithNotice(services.db, caseHash)) await services.db.inTransaction((tx) => deleteNotice(tx, organisationId, caseHash));
  },
};

/**
 * Brings one operator's notices up to date with the open pre-notices and its lists, and tells it of what is new. Safe to run
 * twice. Who does not run a product learns nothing of its notice.
 */
export const noticeOperatorJob: Job<z.infer<typeof aboutOperator>> = {
  name: "distribution.notice-operator",
  payload: aboutOperator,
  run: (services, { organisationId }) =>
    services.db.inTransaction(async (tx) => {
      const operator = await lockOperator(tx, organisationId);
      if (!operator) return; // It has left meanwhile.
      // Its lists need not be opened when nothing is announced, or when it has paused.
      const announced = (await isPaused(tx, organisationId)) ? [] : await listPreNotices(tx);
      const assets = announced.length === 0 ? undefined : await findAssets(services, tx, operator, createMatcher(announced.map((notice) => toAdvisory(notice))));
      // Lists take a while to read. What was published since is no notice any more, and nothing is until this is stored: whoever ends notices finds it.
      const { open, ended } = await holdPreNotices(tx);
      await deleteNoticesAmong(tx, organisationId, ended.map((caseId) => hashCase(services, caseId)));
      if (!assets) return;
      let told = 0;
      for (const notice of open.filter(({ caseId }) => announced.some((one) => one.caseId === caseId))) told += await recordNotice(services, tx, { operator, notice, assets: assets.get(notice.caseId) ?? [] });
      if (told === 0) return;
      await appendEntry(services, tx, { kind: "distribution.operator-noticed", subject: organisationId, by: SYSTEM_ACTOR, data: { notices: told }, visibleTo: [organisationId] });
      await tellOperator(services, tx, { operator, kind: "distribution.notice" });
    }),
};

async function findAssets(services: Services, tx: Transaction, operator: OperatorRow, matcher: Matcher): Promise<ReadonlyMap<string, readonly NoticedAsset[]>> {
  const found = new Map<string, NoticedAsset[]>();
  for await (const inventory of openInventories(services, tx, operator.organisation_id)) {
    for (const { advisoryId, asset } of matcher.match(inventory)) {
      const noticed = found.get(advisoryId) ?? [];
      noticed.push(toNoticedAsset(asset, `${inventory.fileName}, ${describePlace(asset.source)}`));
      found.set(advisoryId, noticed);
    }
  }
  return found;
}

/** @returns 1 when the operator is to be told of it */
async function recordNotice(services: Services, tx: Transaction, { operator, notice, assets }: { operator: OperatorRow; notice: PreNotice; assets: readonly NoticedAsset[] }): Promise<0 | 1> {
  const organisationId = operator.organisation_id;
  const caseHash = hashCase(services, notice.caseId);
  if (assets.length === 0) {
    await deleteNotice(tx, organisationId, caseHash);
    return 0;
  }
  const content = writeNotice(notice, assets);
  const row = await findNotice(tx, organisationId, caseHash);
  if (row) {
    await updateNotice(tx, row.id, sealNotice(services, row.id, content));
    return 0;
  }
  const id = newId("ntc");
  await insertNotice(tx, { id, organisationId, caseHash, at: services.clock(), content: sealNotice(services, id, content) });
  return 1;
}

const aboutWithdrawn = z.object({ caseId: z.string() });

/** The fix that a notice named was called back before the reason was public: whoever was told of it is told not to install it. */
export const takeNoticesBackJob: Job<z.infer<typeof aboutWithdrawn>> = {
  name: "distribution.take-notices-back",
  payload: aboutWithdrawn,
  run: async (services, { caseId }) => {
    const caseHash = hashCase(services, caseId);
    for (const organisationId of await listOperatorsWithNotice(services.db, caseHash)) {
      await services.db.inTransaction(async (tx) => {
        const operator = await lockOperator(tx, organisationId);
        if (!operator || (await deleteNotice(tx, organisationId, caseHash)) === 0) return;
        await appendEntry(services, tx, { kind: "distribution.notice-taken-back", subject: organisationId, by: SYSTEM_ACTOR, data: {}, visibleTo: [organisationId] });
        await tellOperator(services, tx, { operator, kind: "distribution.notice-recalled" });
      });
    }
  },
};

/** A case is named to no operator, not even by its id. */
function hashCase(services: Services, caseId: string): string {
  return services.keys.keyedHash("distribution-notice", caseId);
}
