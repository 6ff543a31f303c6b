import {
  benchmarkSetList, claimParams, enclaveStatus, giveView as giveViewBody, initiateRequest as initiateRequestBody, inspectionParams, proposeInspection as proposeInspectionBody, recommend, releasable, request, requestFileQuery, requestList, runProgressReply, runSamples, runSamplesQuery, sign, standard, standardList, transcript, transcriptQuery, writeStandard as writeStandardBody,
} from "#contracts/benchmarking";
import { idParams } from "#contracts/access";
import type { BenchmarkSet } from "#engines/evaluation";
import { route, type Route } from "#rooms/platform";
import { listBenchmarkSets } from "./benchmark-sets.ts";
import { confirmDeveloper } from "./confirm-developer.ts";
import { requestResource, standardResource } from "./benchmarking.resources.ts";
import { giveView } from "./give-view.ts";
import { publishStandard } from "./publish-standard.ts";
import { downloadRequestFile } from "./receive-files.ts";
import { recommendOutcome } from "./recommend-outcome.ts";
import { listRequests, listStandards, showRequest, showStandard, showStatus } from "./show-request.ts";
import { createProgressWatch, listRunSamples, showTranscript } from "./show-run.ts";
import { initiateRequest } from "./initiate-request.ts";
import { confirmInspection, exportInspection, proposeInspection } from "./inspect-determination.ts";
import { liftDetermination, proposeLifting } from "./lift-determination.ts";
import { recommendStanding } from "./recommend-standing.ts";
import { signDetermination } from "./sign-determination.ts";
import { startRun } from "./start-run.ts";
import { writeStandard } from "./write-standard.ts";

const ROOM = "benchmarking";
const FILE = "application/octet-stream";
const STANDARD = { kind: standardResource, param: "id" };
const REQUEST = { kind: requestResource, param: "id" };

/** @param setsDirectory folder of the benchmark sets, one folder each */
export function benchmarkingRoutes(setsDirectory: string): readonly Route[] {
  const watchProgress = createProgressWatch();
  return [
    route({
      room: ROOM, method: "get", path: "/status", summary: "Whether the enclave's keys are announced and the low side's is pinned", permission: "benchmarking:read-status", reply: enclaveStatus,
      run: ({ services }) => showStatus(services),
    }),
    route({
      room: ROOM, method: "get", path: "/benchmark-sets", summary: "The benchmark sets the enclave holds", permission: "benchmarking:write-standard", reply: benchmarkSetList,
      run: async () => ({ benchmarkSets: (await listBenchmarkSets(setsDirectory)).map(toSetCard) }),
    }),
    route({
      room: ROOM, method: "get", path: "/standards", summary: "All standards", permission: "benchmarking:read-standard", reply: standardList,
      run: async ({ services, actor }) => ({ standards: await listStandards(services, actor) }),
    }),
    route({
      room: ROOM, method: "post", path: "/standards", summary: "Write a standard as a draft", permission: "benchmarking:write-standard", body: writeStandardBody, reply: standard, status: 201,
      run: async ({ services, actor, body }) => showStandard(services, actor, await writeStandard(services, { actor, setsDirectory, ...body })),
    }),
    route({
      room: ROOM, method: "post", path: "/standards/{id}/publish", summary: "Fix a standard that another person wrote, and publish its commitment", permission: "benchmarking:publish-standard", resource: STANDARD, params: idParams, reply: standard,
      run: async ({ services, actor, params }) => {
        await publishStandard(services, { actor, id: params.id });
        return showStandard(services, actor, params.id);
      },
    }),
    route({
      room: ROOM, method: "get", path: "/requests", summary: "Requests for a determination", permission: "benchmarking:read-request", reply: requestList,
      run: async ({ services, actor }) => ({ requests: await listRequests(services, actor) }),
    }),
    route({
      room: ROOM, method: "post", path: "/requests", summary: "Begin a determination that nobody asked for, at an endpoint of the government's own", permission: "benchmarking:initiate", body: initiateRequestBody, reply: request, status: 201,
      run: async ({ services, actor, body }) => showRequest(services, actor, await initiateRequest(services, { actor, ...body })),
    }),
    route({
      room: ROOM, method: "get", path: "/requests/{id}", summary: "One request, as you may see it", permission: "benchmarking:read-request", resource: REQUEST, params: idParams, reply: request,
      run: ({ services, actor, params }) => showRequest(services, actor, params.id),
    }),
    route({
      room: ROOM, method: "post", path: "/requests/{id}/claims/{claimId}/word", summary: "Give your word that the model is the claiming developer's own", permission: "benchmarking:confirm-developer", resource: REQUEST, params: claimParams, reply: request,
      run: async ({ services, actor, params }) => {
        await confirmDeveloper(services, { actor, requestId: params.id, claimId: params.claimId });
        return showRequest(services, actor, params.id);
      },
    }),
    route({
      room: ROOM, method: "get", path: "/requests/{id}/files/content", summary: "A file that the developer gave to be considered, as it came", permission: "benchmarking:read-results", carries: "enclave-only", resource: REQUEST, params: idParams, query: requestFileQuery, reply: FILE,
      run: async ({ services, params, query }) => ({ ...(await downloadRequestFile(services, { requestId: params.id, fileId: query.fileId })), mediaType: FILE }),
    }),
    route({
      room: ROOM, method: "post", path: "/requests/{id}/run", summary: "Begin the benchmark run", permission: "benchmarking:run", resource: REQUEST, params: idParams, reply: request, status: 202,
      run: async ({ services, actor, params }) => {
        await startRun(services, { actor, requestId: params.id, setsDirectory });
        return showRequest(services, actor, params.id);
      },
    }),
    route({
      room: ROOM, method: "get", path: "/requests/{id}/run/progress", summary: "How far the run is while it goes on", permission: "benchmarking:read-results", resource: REQUEST, params: idParams, reply: runProgressReply,
      run: async ({ services, params }) => ({ progress: await watchProgress(services, params.id) }),
    }),
    route({
      room: ROOM, method: "get", path: "/requests/{id}/run/samples", summary: "The samples of a finished run, by page", permission: "benchmarking:read-results", resource: REQUEST, params: idParams, query: runSamplesQuery, reply: runSamples,
      run: ({ services, params, query }) => listRunSamples(services, { requestId: params.id, from: Number(query.from ?? 0), outcome: query.outcome ?? null, flag: query.flag ?? null }),
    }),
    route({
      room: ROOM, method: "get", path: "/requests/{id}/run/transcript", summary: "What happened in one sample of a finished run, by window", permission: "benchmarking:read-results", resource: REQUEST, params: idParams, query: transcriptQuery, reply: transcript,
      run: ({ services, params, query }) => showTranscript(services, { requestId: params.id, sample: query.sample, from: Number(query.from ?? 0) }),
    }),
    route({
      room: ROOM, method: "post", path: "/requests/{id}/views", summary: "Give the view of a consulted office", permission: "benchmarking:give-view", resource: REQUEST, params: idParams, body: giveViewBody, reply: request, status: 201,
      run: async ({ services, actor, params, body }) => {
        await giveView(services, { actor, requestId: params.id, ...body });
        return showRequest(services, actor, params.id);
      },
    }),
    route({
      room: ROOM, method: "post", path: "/requests/{id}/recommendation", summary: "Recommend an outcome to the Director", permission: "benchmarking:recommend", resource: REQUEST, params: idParams, body: recommend, reply: request, status: 201,
      run: async ({ services, actor, params, body }) => {
        await recommendOutcome(services, { actor, requestId: params.id, setsDirectory, ...body });
        return showRequest(services, actor, params.id);
      },
    }),
    route({
      room: ROOM, method: "post", path: "/requests/{id}/signature", summary: "Sign the determination", permission: "benchmarking:sign", resource: REQUEST, params: idParams, body: sign, reply: request, status: 201,
      run: async ({ services, actor, params, body }) => {
        await signDetermination(services, { actor, requestId: params.id, setsDirectory, ...body });
        return showRequest(services, actor, params.id);
      },
    }),
    route({
      room: ROOM, method: "post", path: "/requests/{id}/standing", summary: "Recommend that the determination which is looked at again stands", permission: "benchmarking:recommend", resource: REQUEST, params: idParams, body: releasable, reply: request, status: 201,
      run: async ({ services, actor, params, body }) => {
        await recommendStanding(services, { actor, requestId: params.id, ...body });
        return showRequest(services, actor, params.id);
      },
    }),
    route({
      room: ROOM, method: "post", path: "/requests/{id}/lifting", summary: "Propose that a determination is lifted", permission: "benchmarking:recommend", resource: REQUEST, params: idParams, body: releasable, reply: request, status: 201,
      run: async ({ services, actor, params, body }) => {
        await proposeLifting(services, { actor, requestId: params.id, ...body });
        return showRequest(services, actor, params.id);
      },
    }),
    route({
      room: ROOM, method: "post", path: "/requests/{id}/lifting/signature", summary: "Sign that a determination is lifted", permission: "benchmarking:sign", resource: REQUEST, params: idParams, reply: request, status: 201,
      run: async ({ services, actor, params }) => {
        await liftDetermination(services, { actor, requestId: params.id });
        return showRequest(services, actor, params.id);
      },
    }),
    route({
      room: ROOM, method: "post", path: "/requests/{id}/inspections", summary: "Propose to open standard and results to an inspector", permission: "benchmarking:open-to-inspector", resource: REQUEST, params: idParams, body: proposeInspectionBody, reply: request, status: 201,
      run: async ({ services, actor, params, body }) => {
        await proposeInspection(services, { actor, requestId: params.id, ...body });
        return showRequest(services, actor, params.id);
      },
    }),
    route({
      room: ROOM, method: "post", path: "/requests/{id}/inspections/{inspectionId}/confirmation", summary: "Give the second word for an inspector", permission: "benchmarking:open-to-inspector", resource: REQUEST, params: inspectionParams, reply: request,
      run: async ({ services, actor, params }) => {
        await confirmInspection(services, { actor, requestId: params.id, inspectionId: params.inspectionId });
        return showRequest(services, actor, params.id);
      },
    }),
    route({
      room: ROOM, method: "get", path: "/requests/{id}/inspections/{inspectionId}/file", summary: "The opened standard and results, for an inspector", permission: "benchmarking:fetch-opened", carries: "enclave-only", resource: REQUEST, params: inspectionParams, reply: "application/json",
      run: async ({ services, actor, params }) => ({
        bytes: `${JSON.stringify(await exportInspection(services, { actor, requestId: params.id, inspectionId: params.inspectionId }), null, 2)}\n`, mediaType: "application/json", fileName: `inspection-${params.id}.json`,
      }),
    }),
  ];
}

function toSetCard(set: BenchmarkSet) {
  const kinds = [...new Set(set.tasks.map(({ kind }) => kind))];
  const tasks = kinds.map((kind) => ({ kind, count: set.tasks.filter((task) => task.kind === kind).length }));
  return { id: set.id, version: set.version, digest: set.digest, title: set.title, marking: set.marking, synthetic: set.synthetic, tasks };
}
