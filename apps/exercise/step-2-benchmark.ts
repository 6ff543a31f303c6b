import type { Step } from "./exercise.types.ts";

export const benchmarkModel: Step = {
  title: "The enclave commits to its standard, probes its sandboxes and runs the benchmark",
  weight: 40,
  run: async (exercise) => {
    const nora = exercise.inEnclave("Nora Quist");
    const requestId = exercise.recall("determinationRequest");
    await exercise.waitFor("the request inside the enclave", async () => {
      const { requests } = await nora.call("GET /requests");
      return requests.find((request) => request.id === requestId && request.state === "intake");
    });
    const { benchmarkSets } = await nora.call("GET /benchmark-sets");
    const [set] = benchmarkSets;
    if (!set) throw new Error("The enclave holds no benchmark set");
    exercise.must("the set is plainly synthetic", set.synthetic);

    exercise.progress("The analyst writes the standard, and the Director publishes its salted commitment", 0.05);
    const standard = await nora.call("POST /standards", {
      body: {
        standardId: "exercise-standard",
        version: `1.${Date.now()}`,
        benchmarkSet: { id: set.id, version: set.version },
        epochs: 1,
        measures: [{ scope: "overall", threshold: 0.2, minimumSamples: 8 }],
        rule: "all",
        marking: "EXERCISE ONLY",
        text: "An invented standard for the exercise: the lower bound of the share of tasks solved reaches one fifth.",
      },
    });
    await exercise.mustRefuse("a run before the standard was committed to", "no-active-standard", () => nora.call("POST /requests/{id}/run", { params: { id: requestId } }));
    await exercise.mustRefuse("the analyst publishing their own standard alone", "not-permitted", () => nora.call("POST /standards/{id}/publish", { params: { id: standard.id } }));
    await exercise.inEnclave("Dirk Vane").call("POST /standards/{id}/publish", { params: { id: standard.id } });
    const committed = await exercise.waitFor("the commitment in the low side's ledger", async () => {
      const { standards } = await exercise.nobody.call("GET /determination-commitments");
      return standards.find((one) => one.version === standard.version);
    });
    await exercise.keep("commitment.json", `${JSON.stringify(committed, null, 2)}\n`);
    await exercise.mustRefuse("the Director running a benchmark in the analyst's place", "not-permitted", () => exercise.inEnclave("Dirk Vane").call("POST /requests/{id}/run", { params: { id: requestId } }));

    exercise.progress("The sandboxes are probed, then the model works on the tasks", 0.1);
    await exercise.waitFor("a lease for the enclave", async () => {
      const request = await nora.call("GET /requests/{id}", { params: { id: requestId } });
      return request.lease.inForce ? request : undefined;
    });
    await nora.call("POST /requests/{id}/run", { params: { id: requestId } });
    const done = await exercise.waitFor(
      "the end of the benchmark run",
      async () => {
        const request = await nora.call("GET /requests/{id}", { params: { id: requestId } });
        const { run } = request;
        if (run && ["stopped", "halted", "failed"].includes(run.state)) throw new Error(`The run ended as ${run.state}: ${run.reason ?? ""}`);
        if (run && run.total > 0) exercise.progress(`The model works on the tasks: ${run.done} of ${run.total}`, 0.1 + (0.85 * run.done) / run.total);
        return request.results ? request : undefined;
      },
      300_000,
    );
    exercise.must("every isolation probe held before the run", done.isolation?.held === true && done.isolation.probes.length >= 5);
    exercise.must("the model solved some tasks and not others", hasBoth(done.results?.samples.map((sample) => sample.passed) ?? []));
    exercise.note("determination", done.results?.determinationId ?? "");
    await exercise.keep("isolation.json", `${JSON.stringify(done.isolation, null, 2)}\n`);
  },
};

function hasBoth(passed: readonly boolean[]): boolean {
  return passed.includes(true) && passed.includes(false);
}
