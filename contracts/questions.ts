import { z } from "zod";
import { identifier, instant, plainText, sha256 } from "./access.ts";
import { accessPurpose } from "./engagement.ts";

/** Largest file beside a question or an answer. */
export const MAX_QUESTION_FILE_BYTES = 5 * 1024 * 1024;
/** Questions of one evaluator in one engagement, and entries under one question. */
export const QUESTIONS_EACH = 100;
export const ENTRIES_EACH = 200;

/** Body of `POST /evaluator/engagements/{id}/questions`: a new question, or more on one of the evaluator's own. */
export const askQuestion = z
  .strictObject({
    /** The grant's; what is asked is asked for it. */
    purpose: accessPurpose,
    questionId: identifier.nullable().default(null),
    text: plainText(4000),
  })
  .meta({ id: "AskQuestion" });

/** Body of `POST /engagements/{id}/questions/answers`. */
export const answerQuestion = z.strictObject({ questionId: identifier, text: plainText(4000) }).meta({ id: "AnswerQuestion" });

/** A name as it is shown; what a browser keeps the file as is told apart. */
const fileName = plainText(200).regex(/^[^\r\n\t/\\]*$/, "must be a file's name alone, on one line");
export const answerFileQuery = z.object({ questionId: identifier, fileName });
export const questionFileQuery = z.object({ questionId: identifier, purpose: accessPurpose, fileName });
export const readFileQuery = z.object({ entryId: identifier });

const entry = z.object({
  id: identifier,
  side: z.enum(["evaluator", "developer"]),
  byName: z.string(),
  at: instant,
  /** Null for an entry that is a file. */
  text: z.string().nullable(),
  file: z.object({ name: z.string(), bytes: z.int(), digest: sha256 }).nullable(),
});

export const questionList = z
  .object({
    questions: z.array(
      z.object({
        id: identifier,
        purpose: accessPurpose,
        askedByName: z.string(),
        organisationName: z.string(),
        askedAt: instant,
        /** Null until the developer has written anything. */
        answeredAt: instant.nullable(),
        /** Oldest first; the first is the question itself. */
        entries: z.array(entry),
      }),
    ),
  })
  .meta({ id: "QuestionList", "x-label": "developer-confidential" });
export type QuestionList = z.infer<typeof questionList>;

/*
 * Routes (all below /api); the lists and every act answer with the QuestionList, newest question first:
 * evaluator   GET /evaluator/engagements/{id}/questions                       their own, until they attested the clean-up of the window they asked in
 *             POST /evaluator/engagements/{id}/questions                      in the window, by a live grant
 *             POST /evaluator/engagements/{id}/questions/files?questionId&purpose&fileName   (bytes)
 *             GET /evaluator/engagements/{id}/questions/file?entryId          (bytes)
 * developer   GET /engagements/{id}/questions · POST /engagements/{id}/questions/answers
 *             POST /engagements/{id}/questions/files?questionId&fileName      (bytes) · GET /engagements/{id}/questions/file?entryId   (bytes)
 */
