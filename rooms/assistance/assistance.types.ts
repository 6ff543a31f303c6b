import type { Project } from "#contracts/project";

/** What the worker needs to run the scanner; sealed, and gone with the end of the run. */
export interface ScanOrder {
  readonly modelKey: string;
  readonly model: string;
  readonly project: Project;
  readonly tokens: number;
  readonly digest: string;
}

/** What is kept of a run; titles are the model's own words, hostile. */
export interface RunRecord {
  readonly name: string;
  readonly version: string;
  readonly titles: readonly string[];
  readonly turns: number;
  readonly tokens: number;
  readonly isolationHeld: boolean;
}
