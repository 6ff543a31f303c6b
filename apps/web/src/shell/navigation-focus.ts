import type { AnyRouter } from "@tanstack/react-router";

// After a navigation the page's heading takes the focus. Where the heading waits for data, it takes it when it appears:
// the navigation leaves this note for it.
let headingAwaited = false;

export function focusHeadingAfterNavigation(router: AnyRouter): void {
  router.subscribe("onResolved", (event) => {
    if (!event.fromLocation || !event.pathChanged) return;
    const heading = document.querySelector<HTMLElement>("main h1");
    headingAwaited = heading === null;
    heading?.focus({ preventScroll: true });
  });
}

/** For a heading that has just appeared: whether a navigation waits for it. True at most once. */
export function isHeadingAwaited(): boolean {
  const awaited = headingAwaited;
  headingAwaited = false;
  return awaited;
}
