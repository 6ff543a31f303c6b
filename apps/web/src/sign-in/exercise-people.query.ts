import { queryOptions } from "@tanstack/react-query";
import { api } from "../api.ts";
import type { Person } from "../api.ts";

/** The people of the exercise, or null in an installation that plays none. */
export const exercisePeopleQuery = queryOptions({ queryKey: ["exercise", "people"], queryFn: findExercisePeople });

async function findExercisePeople(): Promise<readonly Person[] | null> {
  const { exercise } = await api.call("GET /installation");
  if (!exercise) return null;
  const { people } = await api.call("GET /exercise/people");
  return people;
}
