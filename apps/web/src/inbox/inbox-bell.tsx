import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { t, tCount } from "../messages.ts";
import { countUnread, inboxQuery } from "./inbox.query.ts";

/** The way to the inbox, with the number of notices not read yet. Needs a session. */
export function InboxBell() {
  const { data } = useQuery(inboxQuery);
  const unread = data ? countUnread(data) : 0;
  return (
    <Link to="/inbox" className="bw-bell">
      <svg viewBox="0 0 24 24" width="20" height="20" aria-hidden="true">
        <path d="M5 17V11a7 7 0 0 1 14 0v6l1.500 2h-17zM10 21.500h4" />
      </svg>
      <span>{t("inbox.title")}</span>
      {unread > 0 && (
        <>
          <span className="bw-bell__count" aria-hidden="true">
            {unread}
          </span>
          <span className="usa-sr-only">{tCount("inbox.unread", unread)}</span>
        </>
      )}
    </Link>
  );
}
