import { api } from "../api.ts";
import { MessageThread } from "../clearinghouse/message-thread.tsx";
import { t } from "../messages.ts";
import { Panel } from "../parts/panel.tsx";
import type { MaintainerView } from "./maintainer.query.ts";

export function MessagesPanel({ token, messages }: { readonly token: string; readonly messages: MaintainerView["messages"] }) {
  return (
    <Panel heading={t("maintainer.messages.heading")}>
      <MessageThread messages={messages} hint={t("maintainer.messages.hint")} write={(text) => api.call("POST /maintainer/messages", { body: { token, text } })} />
    </Panel>
  );
}
