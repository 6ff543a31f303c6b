import { useQuery } from "@tanstack/react-query";
import { Navigate, useRouterState } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { QueryView } from "../parts/query-view.tsx";
import { profileQuery } from "./operator.query.ts";
import type { Profile } from "./operator.query.ts";

/** A page for an enrolled operator; before that, its people are led to joining, unless they are on their way elsewhere already. */
export function Enrolled({ children }: { readonly children: (profile: Profile) => ReactNode }) {
  const profile = useQuery(profileQuery("own"));
  const isLeaving = useRouterState({ select: ({ location, resolvedLocation }) => location.pathname !== resolvedLocation?.pathname });
  return <QueryView query={profile}>{(found) => (found ? children(found) : isLeaving ? null : <Navigate to="/operator/join" search={{}} replace />)}</QueryView>;
}
