import type { AccessMode as EngineMode } from "#engines/evaluation";
import type { AccessMode } from "#contracts/exchange";

/** How a benchmark set speaks of the way a model is reached: who else sees what it is asked. */
export function toEngineMode({ origin, accessMode }: { readonly origin: "requested" | "initiated"; readonly accessMode: AccessMode }): EngineMode {
  // With weights that government holds, or on a site where it works itself, nobody else sees the prompts.
  if (accessMode !== "developer-hosted") return "local-endpoint";
  return origin === "requested" ? "leased-endpoint" : "remote-endpoint";
}

/** In words, for the analyst. */
export function nameMode(accessMode: AccessMode): string {
  switch (accessMode) {
    case "developer-hosted":
      return "an endpoint that its developer hosts, which sees every prompt";
    case "government-hosted":
      return "weights that government hosts";
    case "on-site":
      return "the developer's site";
  }
}
