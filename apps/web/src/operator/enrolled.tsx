import { useQuery } from "@tanstack/react-query";
import { Navigate } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { QueryView } from "../parts/query-view.tsx";
import { profileQuery } from "./operator.query.ts";
import type { Profile } from "./operator.query.ts";

/** A page for an enrolled operator; before that, its people are led to joining. */
export function Enrolled({ children }: { readonly children: (profile: Profile) => ReactNode }) {
  const profile = useQuery(profileQuery("own"));
  return <QueryView query={profile}>{(found) => (found ? children(found) : <Navigate to="/operator/join" search={{}} replace />)}</QueryView>;
}
