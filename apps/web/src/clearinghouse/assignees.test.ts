import { expect, test } from "vitest";
import type { Assignment } from "../findings/findings.query.ts";
import { readAssignee, rolesOn, toAssignees } from "./assignees.ts";

const assignment = (personId: string, role: Assignment["role"], endedAt: string | null = null): Assignment => ({ id: `asg_${personId}`, personId, personName: personId, role, byName: "Cora", reason: null, at: "2026-09-01T12:00:00.000Z", endedAt });
const people = [{ id: "per_bo", name: "Bo", organisationName: "Clearinghouse", roles: ["validator" as const, "analyst" as const] }];

test("a person is offered as everything they can be assigned as, without what they are already", () => {
  expect(toAssignees(people, [])).toEqual([{ value: "validator per_bo", label: "Bo, as validator" }, { value: "analyst per_bo", label: "Bo, as analyst" }]);
  expect(toAssignees(people, [assignment("per_bo", "analyst")]).map(({ value }) => value)).toEqual(["validator per_bo"]);
  expect(toAssignees(people, [assignment("per_bo", "analyst", "2026-09-02T12:00:00.000Z")])).toHaveLength(2);
});

test("a choice is read back as the person and what they are assigned as", () => {
  expect(readAssignee("validator per_bo")).toEqual({ personId: "per_bo", role: "validator" });
});

test("an assignment that ended is none", () => {
  const all = [assignment("per_bo", "validator"), assignment("per_bo", "analyst", "2026-09-02T12:00:00.000Z"), assignment("per_al", "analyst")];
  expect(rolesOn(all, "per_bo")).toEqual(["validator"]);
});
