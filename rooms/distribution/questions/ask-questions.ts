import { findPurlIdentity, type Answer, type Asset, type Inventory, type Match, type Question } from "#engines/exposure";
import { newId, type Queryable, type Services, type Transaction } from "#rooms/platform";
import { describePlace } from "../sealed-inventory.ts";
import { deleteOpenQuestions, insertQuestion, listQuestions, updateQuestion, type QuestionRow } from "./questions.store.ts";

/*
 * What only the operator knows. A question is about a kind of thing and not about one row: three equal pumps are asked about
 * once, and so is the same pump on the next list. Of what is asked of what thing the database has a keyed hash; the words are
 * sealed, and the answer too.
 */

const MOST_ASSETS_SHOWN = 20;
const MOST_KEPT = 200;
const MOST_ADVISORIES_KEPT = 500;
const PURPOSE = "distribution-question";
const ANSWER = "distribution-answer";
/** Stands in a question's id for the asset's, which another list gives anew. */
const ASSET = "\u0000";

/** What is sealed in a question. */
export interface QuestionContent {
  readonly kind: Question["kind"];
  readonly text: string;
  readonly options: readonly string[];
  readonly product: string;
  /** The engine's id of the question, without the asset's. */
  readonly template: string;
  /** Which kind of thing it is about. */
  readonly about: string;
  readonly assets: readonly { readonly name: string; readonly place: string }[];
  readonly assetCount: number;
  /** Those that wait for the answer, by their ids. */
  readonly advisories: readonly string[];
}

interface Asked {
  readonly question: Question;
  readonly about: string;
  readonly assets: Map<string, { readonly name: string; readonly place: string }>;
  readonly advisoryIds: Set<string>;
  isExposed: boolean;
}

/** What a thing is, for a question of this kind: the version counts where it is the version that is asked for. */
function aboutOf({ vendor, product, model, version, purl, cpe }: Asset, kind: Question["kind"]): string {
  return JSON.stringify([vendor, product, model ?? null, purl === null ? null : (findPurlIdentity(purl) ?? purl), cpe?.split(":").slice(0, 5).join(":") ?? null, kind === "which-version" ? version : null]);
}

/** Gathers the questions of many matches into one for each kind of thing. */
export class QuestionDesk {
  readonly #asked = new Map<string, Asked>();

  add({ question, asset, advisoryId }: Match, fileName: string): void {
    if (!question) return;
    const about = aboutOf(asset, question.kind);
    const key = `${about}\n${templateOf(question)}`;
    const known = this.#asked.get(key) ?? { question, about, assets: new Map(), advisoryIds: new Set(), isExposed: false };
    known.assets.set(`${fileName}\n${asset.id}`, { name: nameOf(asset), place: `${fileName}, ${describePlace(asset.source)}` });
    known.advisoryIds.add(advisoryId);
    known.isExposed ||= asset.exposed !== "no";
    this.#asked.set(key, known);
  }

  /**
   * Keeps what was asked; answered ones stay as they are. `isWhole`: everything was matched, so that an open question which
   * did not come up is settled and goes.
   */
  async keep(services: Services, tx: Transaction, { organisationId, isWhole }: { readonly organisationId: string; readonly isWhole: boolean }): Promise<void> {
    const known = new Map((await listQuestions(tx, organisationId)).map((row) => [row.question_hash, row]));
    const found = new Set<string>();
    const useful = [...this.#asked].toSorted(([, a], [, b]) => worthOf(b) - worthOf(a)).slice(0, MOST_KEPT);
    for (const [key, asked] of useful) {
      const hash = services.keys.keyedHash(PURPOSE, `${organisationId}\n${key}`);
      found.add(hash);
      const row = known.get(hash);
      if (row?.answer != null) continue;
      const id = row?.id ?? newId("qst");
      // A new advisory adds to what others asked before it.
      if (row && !isWhole) for (const advisoryId of openQuestion(services, row).advisories) asked.advisoryIds.add(advisoryId);
      const kept = { id, settles: worthOf(asked), content: services.keys.seal(PURPOSE, id, JSON.stringify(toContent(asked))) };
      if (row) await updateQuestion(tx, kept);
      else await insertQuestion(tx, { ...kept, question_hash: hash, organisationId });
    }
    if (isWhole) await deleteOpenQuestions(tx, [...known.values()].filter((row) => row.answer === null && !found.has(row.question_hash)).map(({ id }) => id));
  }
}

/** Findings settled, and what the internet can reach before what it cannot. */
function worthOf({ assets, advisoryIds, isExposed }: Asked): number {
  return assets.size * advisoryIds.size * 2 + (isExposed ? 1 : 0);
}

function toContent({ question, about, assets, advisoryIds }: Asked): QuestionContent {
  const { kind, text, options, product } = question;
  return { kind, text, options, product, template: templateOf(question), about, assets: [...assets.values()].slice(0, MOST_ASSETS_SHOWN), assetCount: assets.size, advisories: [...advisoryIds].slice(0, MOST_ADVISORIES_KEPT) };
}

function templateOf({ id, assetId }: Question): string {
  return id.split(assetId).join(ASSET);
}

function nameOf({ vendor, product }: Asset): string {
  return [vendor, product].filter((part) => part !== null).join(" ");
}

export function openQuestion(services: Services, row: QuestionRow): QuestionContent {
  return JSON.parse(services.keys.open(PURPOSE, row.id, row.content).toString("utf8")) as QuestionContent;
}

export function sealAnswer(services: Services, id: string, value: string): string {
  return services.keys.seal(ANSWER, id, value);
}

export function openAnswer(services: Services, row: QuestionRow): string | null {
  return row.answer === null ? null : services.keys.open(ANSWER, row.id, row.answer).toString("utf8");
}

/** What the operator answered, for the things of any list that they are about. */
export async function findAnswers(services: Services, db: Queryable, organisationId: string): Promise<(inventory: Inventory) => readonly Answer[]> {
  const byAbout = new Map<string, Omit<Answer, "questionId" | "assetId">[]>();
  const templates = new Map<object, string>();
  for (const row of await listQuestions(db, organisationId)) {
    const value = openAnswer(services, row);
    if (value === null) continue;
    const { kind, product, template, about } = openQuestion(services, row);
    const answer = { kind, product, value };
    templates.set(answer, template);
    byAbout.set(about, [...(byAbout.get(about) ?? []), answer]);
  }
  if (byAbout.size === 0) return () => [];
  return ({ assets }) => assets.flatMap((asset) => KINDS.flatMap((kind) => (byAbout.get(aboutOf(asset, kind)) ?? [])
    .filter((answer) => answer.kind === kind)
    .map((answer): Answer => ({ ...answer, assetId: asset.id, questionId: (templates.get(answer) ?? "").split(ASSET).join(asset.id) }))));
}

const KINDS = ["which-version", "is-it-this"] as const;
