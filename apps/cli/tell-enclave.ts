import type { EnclaveOperations } from "#api-client";

type Request = EnclaveOperations["GET /requests/{id}"]["reply"];
type Keys = EnclaveOperations["GET /keys"]["reply"];

/** Where a request stands, in lines. */
export function tellRequest(request: Request): readonly string[] {
  const { id, state, origin, stateSince, reconsiders, stopReason, run, results, consultation, recommendation, determination, laterActs, acts } = request;
  return [
    `${id}  ${state}  since ${stateSince}${origin === "initiated" ? "  (begun by the enclave itself)" : ""}`,
    ...(reconsiders === null ? [] : [`looks again at ${reconsiders}`]),
    ...(stopReason === null ? [] : ["stopped: the benchmark set may not be shown the way this model is reached"]),
    ...(run === null ? [] : [`run: ${run.state}, ${run.done} of ${run.total} samples${run.reason === null ? "" : ` (${run.reason})`}`]),
    ...(results === null ? [] : [`results sealed ${results.sealedAt}; by the standard's rule: ${results.outcomeByRule}`]),
    ...(consultation?.offices ?? []).map(({ office, state: heard }) => `${office}: ${heard}`),
    ...(recommendation === null ? [] : [`recommended: ${recommendation.stands ? "it stands" : recommendation.outcome}, by ${recommendation.recommendedBy}`]),
    ...(determination === null ? [] : [`signed: ${determination.outcome} on ${determination.signedAt}`]),
    ...laterActs.map(({ act, signedAt }) => `${act} on ${signedAt}`),
    `you can: ${acts.length === 0 ? "nothing here now" : acts.join(", ")}`,
  ];
}

/** Whose key the Director's is, in lines. */
export function tellKeys({ directorKeys, ceremonies, directors, delegations, standing }: Keys): readonly string[] {
  const open = ceremonies.find(({ state }) => state === "open");
  return [
    directorKeys.length === 0 ? "There is no Director's key yet." : `Director's key ${directorKeys.at(-1)?.keyId ?? ""}, in force from ${directorKeys.at(-1)?.inForceFrom ?? ""}`,
    ...(open ? [`ceremony ${open.id} (${open.kind}) waits for a second person until ${open.expiresAt}`] : []),
    ...(open?.fingerprint ? [`read this fingerprint out to the second person: ${open.fingerprint}`] : []),
    ...directors.map(({ id, name }) => `Director: ${name} (${id})`),
    ...delegations.filter(({ live }) => live).map(({ id, name, until }) => `delegate: ${name} until ${until} (${id})`),
    `you are: ${standing === "none" ? "neither the Director nor a delegate" : standing}`,
  ];
}
