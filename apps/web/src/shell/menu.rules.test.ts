import { describe, expect, test } from "vitest";
import { firstPageFor, menuFor, toLocalPath } from "./menu.rules.ts";
import type { MenuEntry } from "./menu.rules.ts";

const home: MenuEntry = { to: "/", label: "public.menu.home", roles: "everyone" };
const inbox: MenuEntry = { to: "/inbox", label: "inbox.title", roles: ["operator", "operator-delegate"] };
const menu = [home, inbox];

describe("the menu", () => {
  test("shows what is for everyone and what is for one's roles, in its order", () => {
    expect(menuFor(menu, [])).toEqual([home]);
    expect(menuFor(menu, ["validator", "operator"])).toEqual([home, inbox]);
  });

  test("a person lands on the first page made for their roles, else on the front page", () => {
    expect(firstPageFor(menu, ["operator-delegate"])).toBe("/inbox");
    expect(firstPageFor(menu, ["procurement"])).toBe("/");
  });
});

describe("an address to go on to", () => {
  test("is a path of our own pages", () => {
    expect(["/", "/cases/cas_1?tab=2#x"].map(toLocalPath)).toEqual(["/", "/cases/cas_1?tab=2#x"]);
  });

  test("never leads to another site", () => {
    const hostile = ["//evil.example", "/\\evil.example", "https://evil.example", "javascript:alert(1)", "/a\\b", "/ a", "/a\u0000", "", 7, null];
    expect(hostile.map(toLocalPath)).toEqual(hostile.map(() => undefined));
  });
});
