import { describe, expect, test } from "vitest";
import { keepSecret } from "./maintainer-link.ts";

describe("the secret of a maintainer's link", () => {
  test("is kept for the tab, and found again without the address", () => {
    const tab = keeper();
    const secret = "k3".repeat(20);
    expect([keepSecret(secret, tab), keepSecret("", tab)]).toEqual([secret, secret]);
  });

  test("a newer link takes the place of the older", () => {
    const tab = keeper();
    keepSecret("a".repeat(43), tab);
    keepSecret("b".repeat(43), tab);
    expect(keepSecret("", tab)).toBe("b".repeat(43));
  });

  test("what is no secret is neither used nor kept", () => {
    const tab = keeper();
    const fragments = ["", "main", "short", "a".repeat(201), `${"a".repeat(30)}/..`, `${"a".repeat(30)}\u202e`];
    expect(fragments.map((fragment) => keepSecret(fragment, tab))).toEqual(fragments.map(() => undefined));
  });
});

function keeper() {
  const kept = new Map<string, string>();
  return { getItem: (key: string) => kept.get(key) ?? null, setItem: (key: string, value: string) => void kept.set(key, value) };
}
