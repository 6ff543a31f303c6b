import { Alert, AlertText } from "@trussworks/react-uswds";
import { useRouter } from "@tanstack/react-router";
import { createContext, useCallback, useContext, useEffect, useState } from "react";
import type { ReactNode } from "react";
import { t } from "../messages.ts";

export interface Announcement {
  readonly tone: "success" | "error" | "info" | "warning";
  readonly text: string;
}

interface Shown extends Announcement {
  readonly key: number;
  readonly navigationsSeen: number;
}

// An act often ends on another page: its announcement lives through that one navigation and no further.
const NAVIGATIONS_SURVIVED = 1;
// They cover what is below them, so the newest takes the place of the one before.
const SHOWN_AT_ONCE = 1;

const AnnounceContext = createContext<(announcement: Announcement) => void>(() => {
  throw new Error("useAnnounce is used outside of Announcements");
});

/** Says, on screen and to screen readers, that something was done or failed. Nothing vanishes by a timer. */
export function useAnnounce(): (announcement: Announcement) => void {
  return useContext(AnnounceContext);
}

export function Announcements({ children }: { readonly children: ReactNode }) {
  const router = useRouter();
  const [shown, setShown] = useState<readonly Shown[]>([]);

  const announce = useCallback((announcement: Announcement) => {
    setShown((before) => [...before, { ...announcement, key: nextKey(before), navigationsSeen: 0 }].slice(-SHOWN_AT_ONCE));
  }, []);

  useEffect(
    () =>
      router.subscribe("onBeforeNavigate", (event) => {
        if (event.pathChanged) setShown(afterNavigation);
      }),
    [router],
  );

  return (
    <AnnounceContext value={announce}>
      {children}
      <div className="bw-announcements" role="status" aria-live="polite">
        {shown.map((one) => (
          <Alert key={one.key} type={one.tone} slim>
            <AlertText className="bw-announcement">
              <span>{one.text}</span>
              <button
                type="button"
                className="usa-button usa-button--unstyled"
                onClick={() => setShown((before) => before.filter((other) => other.key !== one.key))}
              >
                {t("shell.announcement.dismiss")}
              </button>
            </AlertText>
          </Alert>
        ))}
      </div>
    </AnnounceContext>
  );
}

function nextKey(shown: readonly Shown[]): number {
  return (shown.at(-1)?.key ?? 0) + 1;
}

function afterNavigation(shown: readonly Shown[]): readonly Shown[] {
  return shown
    .map((one) => ({ ...one, navigationsSeen: one.navigationsSeen + 1 }))
    .filter((one) => one.navigationsSeen <= NAVIGATIONS_SURVIVED);
}
