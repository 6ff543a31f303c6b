import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Button } from "@trussworks/react-uswds";
import { Link } from "@tanstack/react-router";
import { api } from "../api.ts";
import { t, tCount } from "../messages.ts";
import { DateTime } from "../parts/date-time.tsx";
import { EmptyState } from "../parts/empty-state.tsx";
import { toVisibleText } from "../parts/escape-controls.ts";
import { FormProblem } from "../parts/form-problem.tsx";
import { PageHeading } from "../parts/page-heading.tsx";
import { QueryView } from "../parts/query-view.tsx";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import { ForRoles } from "../shell/for-roles.tsx";
import { toLocalPath } from "../shell/menu.rules.ts";
import { countUnread, inboxQuery, watchedInboxQuery } from "./inbox.query.ts";
import type { Notice } from "./inbox.query.ts";
import { toTarget } from "./link-target.ts";

export function InboxPage() {
  return (
    <div className="bw-page">
      <ForRoles roles="everyone">{() => <Notices />}</ForRoles>
    </div>
  );
}

function Notices() {
  const inbox = useQuery(watchedInboxQuery);
  const markRead = useMarkRead();
  return (
    <QueryView query={inbox}>
      {(found) => (
        <>
          <PageHeading title={t("inbox.title")} lead={tCount("inbox.unread", countUnread(found))} />
          <FormProblem error={markRead.error} />
          <p>
            <Link to="/reads">{t("inbox.reads")}</Link>
          </p>
          {found.entries.length === 0 ? (
            <EmptyState title={t("inbox.empty.title")}>
              <p>{t("inbox.empty.words")}</p>
            </EmptyState>
          ) : (
            <ul className="bw-notices">
              {found.entries.map((notice) => (
                <NoticeItem key={notice.id} notice={notice} markRead={markRead.mutate} />
              ))}
            </ul>
          )}
        </>
      )}
    </QueryView>
  );
}

interface NoticeItemProps {
  readonly notice: Notice;
  readonly markRead: (id: string) => void;
}

function NoticeItem({ notice, markRead }: NoticeItemProps) {
  const path = toLocalPath(notice.link);
  const unread = notice.readAt === null;
  const title = toVisibleText(notice.title);
  return (
    <li className={unread ? "bw-notice bw-notice--unread" : "bw-notice"}>
      <h2>
        {unread && <span className="bw-tag bw-tag--info">{t("inbox.new")}</span>}
        {path ? (
          <Link {...toTarget(path)} onClick={() => unread && markRead(notice.id)}>
            {title}
          </Link>
        ) : (
          title
        )}
      </h2>
      <p>
        <UntrustedText text={notice.body} />
      </p>
      <div className="bw-notice__foot">
        <DateTime at={notice.at} />
        {unread && (
          <Button type="button" unstyled aria-label={t("inbox.markReadOf", { title })} onClick={() => markRead(notice.id)}>
            {t("inbox.markRead")}
          </Button>
        )}
      </div>
    </li>
  );
}

function useMarkRead() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => api.call("POST /inbox/{id}/read", { params: { id } }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: inboxQuery.queryKey }),
  });
}
