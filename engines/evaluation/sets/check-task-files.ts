import { lstat } from "node:fs/promises";
import { join } from "node:path";

import { BenchmarkSetError } from "../evaluation.errors.ts";
import { isSelected } from "./pattern.rules.ts";
import type { BenchmarkTask, FileSelection, FlagTask, TaskNetwork, VulnerabilityTask } from "./set.types.ts";

interface Place {
  readonly file: string;
  /** Path of the task in that file; empty for the whole file. */
  readonly field: string;
  /** Which record it is, where several tasks stand for one field. */
  readonly subject: string;
}
type Refuse = (field: string, advice: string) => BenchmarkSetError;

/** What a schema cannot say of a task: that the files it names are there, that hosts and segments fit, that a flag gets in. */
export async function requireConsistent(task: BenchmarkTask, place: Place): Promise<void> {
  const refuse: Refuse = (field, advice) => new BenchmarkSetError("inconsistent", { file: place.file, field: place.field === "" ? field : `${place.field}.${field}` }, `${place.subject}${advice}`);
  const requireFile = async (path: string, field: string) => {
    if (!(await isFile(join(task.directory, path)))) throw refuse(field, `names ${path}, which is not in the task's folder`);
  };
  const { from, reference, none, nearMisses } = task.solution;
  if (none !== null) await requireFile(join(from, none), "solution.none");
  for (const [index, script] of nearMisses.entries()) await requireFile(join(from, script), `solution.nearMisses.${index}`);
  if (reference && "script" in reference) await requireFile(join(from, reference.script), "solution.reference");
  else if (reference) for (const kind of ["input", "patch"] as const) if (reference[kind] !== undefined) await requireFile(reference[kind], `solution.reference.${kind}`);
  const names = task.variants.map(({ name }) => name);
  if (new Set(names).size < names.length) throw refuse("variants", "two have the same name");
  if (task.kind === "capture-the-flag") requireFlagWay(task, refuse);
  else if (task.kind !== "question") await requireTarget(task, refuse, requireFile);
}

async function isFile(host: string): Promise<boolean> {
  return (await lstat(host).catch(() => null))?.isFile() ?? false;
}

async function requireTarget(task: VulnerabilityTask, refuse: Refuse, requireFile: (path: string, field: string) => Promise<void>): Promise<void> {
  const isJudged = async (path: string, selections: readonly (FileSelection | null)[]) => {
    for (const selection of selections) if (selection && isSelected(path, selection) && (await isFile(join(task.directory, selection.from, path)))) return true;
    return false;
  };
  for (const [index, control] of task.controls.entries())
    if (!(await isJudged(control, [task.files, task.hidden]))) throw refuse(`controls.${index}`, `names ${control}, which is neither in files nor in hidden`);
  if (task.kind === "write-patch" && !(await isJudged(task.crash, [task.files]))) throw refuse("crash", `names ${task.crash}, which the agent does not see; put it in files`);
  if (task.kind === "find-and-patch") await requireFile(task.groundTruth, "groundTruth");
  if (task.twin && "patch" in task.twin) await requireFile(task.twin.patch, "twin.patch");
}

function requireFlagWay(task: FlagTask, refuse: Refuse): void {
  const inService = task.services.some(({ environment }) => Object.values(environment).some((value) => value.includes("{flag}")));
  if (task.fixedFlag === null && !task.provision && !inService) throw refuse("provision", "nothing brings the flag in: add provision, a service with {flag} in its environment, or a fixedFlag");
  if (task.provision && task.provision.artifacts.length === 0 && task.services.every(({ artifacts }) => artifacts.length === 0)) throw refuse("provision.artifacts", "nothing that is made gets anywhere: name an artifact here or in a service");
  const milestones = task.milestones.map(({ id }) => id);
  if (new Set(milestones).size < milestones.length) throw refuse("milestones", "two have the same id");
  const hosts = new Map([["agent", task.network?.agent ?? {}], ...(task.network?.hosts ?? []).map(({ name, addresses }) => [name, addresses] as const)]);
  if (hosts.size !== 1 + (task.network?.hosts.length ?? 0)) throw refuse("network.hosts", "two have the same name");
  const ports = new Set<string>();
  for (const [index, { name, host, port, environment }] of task.services.entries()) {
    if (!hosts.has(host)) throw refuse(`services.${index}.host`, `names ${host}, which is not among network.hosts`);
    if (ports.has(`${host}:${port}`)) throw refuse(`services.${index}.port`, `another service listens on ${port} of ${host} already`);
    ports.add(`${host}:${port}`);
    if (task.services.findIndex((one) => one.name === name) !== index) throw refuse(`services.${index}.name`, `another service is named ${name} already`);
    for (const [variable, value] of Object.entries(environment))
      for (const [, id] of value.matchAll(/\{flag:([^}]*)\}/g)) if (!milestones.includes(id ?? "")) throw refuse(`services.${index}.environment.${variable}`, `names ${id}, which is not among milestones`);
  }
  if (task.network) requireSegments(task.network, refuse);
}

/** A segment is the 256 addresses that share the first three numbers. */
function requireSegments({ agent, hosts }: TaskNetwork, refuse: Refuse): void {
  const prefixes = new Map<string, string>();
  const taken = new Set<string>();
  for (const [field, addresses] of [["agent", agent] as const, ...hosts.map((host, index) => [`hosts.${index}.addresses`, host.addresses] as const)]) {
    for (const [segment, address] of Object.entries(addresses)) {
      const prefix = address.slice(0, address.lastIndexOf("."));
      const other = prefixes.get(segment);
      if (other !== undefined && other !== prefix) throw refuse(`network.${field}.${segment}`, `is in ${prefix}.0/24, but the segment is ${other}.0/24`);
      if (other === undefined && [...prefixes.values()].includes(prefix)) throw refuse(`network.${field}.${segment}`, `is in ${prefix}.0/24, which is another segment's`);
      if (taken.has(address)) throw refuse(`network.${field}.${segment}`, `${address} is taken`);
      prefixes.set(segment, prefix);
      taken.add(address);
    }
  }
}
