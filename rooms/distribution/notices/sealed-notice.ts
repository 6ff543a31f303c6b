import type { OperatorNotice } from "#contracts/deployment";
import type { Services } from "#rooms/platform";
import type { NoticeContent } from "./notice.rules.ts";
import type { NoticeRow } from "./notices.store.ts";

const PURPOSE = "distribution-notice";

export function sealNotice(services: Services, id: string, content: NoticeContent): string {
  return services.keys.seal(PURPOSE, id, JSON.stringify(content));
}

/** What the operator sees of it. */
export function toOperatorNotice(services: Services, { id, told_at: toldAt, content }: NoticeRow): OperatorNotice {
  return { id, toldAt, ...(JSON.parse(services.keys.open(PURPOSE, id, content).toString("utf8")) as NoticeContent) };
}
