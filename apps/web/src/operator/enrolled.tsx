import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { QueryView } from "../parts/query-view.tsx";
import { EnrolForm } from "./enrol-form.tsx";
import { profileQuery } from "./operator.query.ts";
import type { Profile } from "./operator.query.ts";

/** A page for an enrolled operator; before that, the one short form in its place. */
export function Enrolled({ children }: { readonly children: (profile: Profile) => ReactNode }) {
  const profile = useQuery(profileQuery("own"));
  return <QueryView query={profile}>{(found) => (found ? children(found) : <EnrolForm />)}</QueryView>;
}
