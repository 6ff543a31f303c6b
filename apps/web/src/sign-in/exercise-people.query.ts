import type { installation, Person, personList } from "#contracts/access";
import { queryOptions } from "@tanstack/react-query";
import type { z } from "zod";
import { request } from "../api.ts";

/** The people of the exercise, or null in an installation that plays none. */
export const exercisePeopleQuery = queryOptions({ queryKey: ["exercise", "people"], queryFn: findExercisePeople });

async function findExercisePeople(): Promise<readonly Person[] | null> {
  const { exercise } = await request<z.infer<typeof installation>>("GET", "/api/installation");
  if (!exercise) return null;
  const { people } = await request<z.infer<typeof personList>>("GET", "/api/exercise/people");
  return people;
}
