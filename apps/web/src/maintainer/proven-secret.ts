import type { MailedTo } from "./use-mailed-secret.ts";

/** What a passkey was shown for: it stands for the mailed secret until it ends. */
export interface ProvenSecret {
  readonly mailed: string;
  readonly token: string;
}

const nameOf = (mailedTo: MailedTo) => `breakwater.${mailedTo}.proven`;

/** Kept for the tab as the mailed one is, so that a reload does not ask again. */
export function keepProven(mailedTo: MailedTo, proven: ProvenSecret | undefined): void {
  if (proven) window.sessionStorage.setItem(nameOf(mailedTo), `${proven.mailed} ${proven.token}`);
  else window.sessionStorage.removeItem(nameOf(mailedTo));
}

export function readProven(mailedTo: MailedTo): ProvenSecret | undefined {
  const [mailed, token] = window.sessionStorage.getItem(nameOf(mailedTo))?.split(" ") ?? [];
  return mailed !== undefined && token !== undefined ? { mailed, token } : undefined;
}
