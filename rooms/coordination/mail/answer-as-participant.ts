import { NOBODY, type Services } from "#rooms/platform";
import { findParticipant } from "../case/case.store.ts";
import { lockCase } from "../coordination.store.ts";
import { tellCoordinators } from "../tell-coordinators.ts";
import { findThread } from "../work/threads.store.ts";
import { writeAsParticipant } from "../work/threads.ts";
import { mailParticipant, openCard } from "./mail-participant.ts";
import { readReply, stripQuoted } from "./mail-answer.rules.ts";
import { takeAnswer, type TicketRow } from "./mail.store.ts";
import { wishParticipantMails } from "./stop-mails.ts";

/** Of a mail, what is kept: plain text, whether a person wrote it, and what tells the same mail again. */
export interface ReadMail {
  readonly text: string;
  readonly subject: string;
  readonly isAutomatic: boolean;
  readonly digest: string;
  readonly answersAllowed: number;
}

/**
 * A participant's mail, filed once to the thread that its address belongs to, under the name they take part with: a From line
 * proves nothing. Of commands there are stop and resume; what binds a participant is said on their page.
 */
export async function answerAsParticipant(anybody: Services, ticket: TicketRow, { text, subject, isAutomatic, digest, answersAllowed }: ReadMail): Promise<void> {
  const { participant_id: participantId, thread_id: threadId, case_id: caseId } = ticket;
  if (participantId === null || threadId === null || text === "") return;
  const services = anybody.as({ ...NOBODY, personId: ticket.id, subject: participantId });
  const by = { personId: ticket.id, organisationId: "participant" };
  await services.db.inTransaction(async (tx) => {
    const row = await lockCase(tx, caseId);
    const participant = await findParticipant(tx, participantId);
    const thread = await findThread(tx, threadId);
    const name = participant && openCard(services, participant)?.name;
    if (row?.state !== "open" || !thread || name === undefined || participant?.left_at !== null) return;
    if (!(await writeAsParticipant(services, tx, { thread, participantId, name, text, by, mail: { digest, isAutomatic } }))) return;
    const read = readReply(stripQuoted(text), subject);
    const word = "command" in read ? read.command?.word : undefined;
    const isLive = !ticket.ended && ticket.expires_at > services.clock().toISOString();
    if (isAutomatic || !isLive || (word !== "stop" && word !== "stop-all" && word !== "resume")) return tellCoordinators(services, tx, { row, kind: "coordination.participant-wrote" });
    await wishParticipantMails(services, tx, { row, participant, mails: word === "resume" ? "send" : "stop", by });
    if (await takeAnswer(tx, ticket.id, answersAllowed)) await mailParticipant(services, tx, { participant, kind: word === "resume" ? "coordination.participant-mails-again" : "coordination.participant-mails-end", threadId, isAnswer: true });
  });
}
