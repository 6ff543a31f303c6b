import { t } from "../messages.ts";
import type { MessageKey } from "../messages.ts";

/** How a state feels to its reader. The words say what it is; the tone only helps the eye. */
export type Tone = "quiet" | "info" | "good" | "attention" | "urgent" | "ended";

export type StatusWords<State extends string> = Readonly<
  Record<State, { readonly label: MessageKey; readonly tone: Tone }>
>;

interface StatusTagProps<State extends string> {
  readonly state: State;
  /** One entry a state: a forgotten state does not compile. */
  readonly words: StatusWords<State>;
}

export function StatusTag<State extends string>({ state, words }: StatusTagProps<State>) {
  const { label, tone } = words[state];
  return <span className={`bw-tag bw-tag--${tone}`}>{t(label)}</span>;
}
