import type { Reply } from "../api.ts";
import type { MessageKey } from "../messages.ts";
import type { StatusWords } from "../parts/status-tag.tsx";

export type Scan = Reply<"GET /assistance/scans">["scans"][number];
export type QueuedScan = Reply<"GET /assistance/scan-queue">["scans"][number];
export type SystemKind = Scan["systemKind"];

export const SYSTEM_KINDS: Readonly<Record<SystemKind, MessageKey>> = {
  "web-application": "scan.kind.web-application",
  "network-service": "scan.kind.network-service",
  "control-system": "scan.kind.control-system",
  device: "scan.kind.device",
  "source-code": "scan.kind.source-code",
};

export const RUN_STATES: StatusWords<NonNullable<Scan["run"]>["state"]> = {
  waiting: { label: "scan.run.waiting", tone: "info" },
  running: { label: "scan.run.running", tone: "info" },
  finished: { label: "scan.run.finished", tone: "good" },
  stopped: { label: "scan.run.stopped", tone: "ended" },
  halted: { label: "scan.run.halted", tone: "urgent" },
  failed: { label: "scan.run.failed", tone: "attention" },
};

export const SCAN_STATES: StatusWords<Scan["state"]> = {
  asked: { label: "scan.state.asked", tone: "attention" },
  taken: { label: "scan.state.taken", tone: "info" },
  delivered: { label: "scan.state.delivered", tone: "good" },
  "handed-over": { label: "scan.state.handed-over", tone: "good" },
  withdrawn: { label: "scan.state.withdrawn", tone: "ended" },
};
