import { getPriority, setPriority } from "node:os";

/** Lets other work go before this process. One that was started to give way further stays so: only root may take that back. */
export function giveWay(pid: number, niceness: number): void {
  if (getPriority(pid) < niceness) setPriority(pid, niceness);
}
