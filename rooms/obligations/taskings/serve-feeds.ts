import type { Tasking, TaskingChange } from "#contracts/obligations";
import type { Exchange, FileReply, Services } from "#rooms/platform";
import { answerWhenNew, writeFeed, type NewsItem } from "#rooms/publication";
import { listChanges, listTaskings } from "./list-taskings.ts";
import { SIGNED_ON } from "./taskings.rules.ts";
import { writeCalendar } from "./write-calendar.ts";

const SIGNED_AT = `${SIGNED_ON}T00:00:00.000Z`;
const MOST_ITEMS = 200;

/** Due days, for calendars. */
export async function serveCalendar(services: Services, exchange: Exchange): Promise<FileReply> {
  const { text } = services.messages;
  const { taskings } = await listTaskings(services);
  const { changes } = await listChanges(services);
  const days = taskings.map((tasking) => {
    const own = changes.filter(({ paragraph }) => paragraph === tasking.paragraph);
    const title = text("obligations.calendar.title", { paragraph: tasking.paragraph, officials: tasking.officials });
    return { tasking, title, details: describe(services, tasking), changedAt: own[0]?.at ?? SIGNED_AT, changes: own.length };
  });
  const bytes = writeCalendar(days, { name: text("obligations.calendar.name"), link: pageOf(services), origin: services.configuration.mailDomain });
  return answerWhenNew(exchange, { bytes, mediaType: "text/calendar; charset=utf-8", updatedAt: changes[0]?.at ?? SIGNED_AT });
}

/** What became different, for feed readers. */
export async function serveChanges(services: Services, exchange: Exchange): Promise<FileReply> {
  const { text } = services.messages;
  const { taskings } = await listTaskings(services);
  const { changes } = await listChanges(services);
  const updatedAt = changes[0]?.at ?? SIGNED_AT;
  const items = changes.slice(0, MOST_ITEMS).flatMap((change) => {
    const tasking = taskings.find(({ paragraph }) => paragraph === change.paragraph);
    return tasking ? [toItem(services, change, tasking)] : [];
  });
  const bytes = writeFeed("rss", {
    urn: nameOf(services, "taskings"), title: text("obligations.news.title"), description: text("obligations.news.description"), publisher: text("publication.text.publisher"),
    link: pageOf(services), self: `${services.configuration.publicUrl}/api/obligations.rss`, updatedAt, items,
  });
  return answerWhenNew(exchange, { bytes, mediaType: "application/rss+xml; charset=utf-8", updatedAt });
}

function toItem(services: Services, { paragraph, at, because, about, from, to }: TaskingChange, tasking: Tasking): NewsItem {
  const { text } = services.messages;
  const wordOf = (status: string) => text(`obligations.word.${status}`);
  const title = from === to ? text("obligations.news.same", { paragraph, status: wordOf(to) }) : text("obligations.news.moved", { paragraph, status: wordOf(to) });
  return {
    urn: nameOf(services, ["tasking", paragraph, at, because, ...(about === null ? [] : [about])].join("/")), title, severity: null, link: pageOf(services), publishedAt: at, revisedAt: at,
    summary: [text(`obligations.because.${because}`), tasking.officials, tasking.task].join("\n"),
  };
}

/** The tasking and its due day alone: how it stands moves from day to day, and a calendar is read on any of them. */
function describe(services: Services, { task, quoted, officials, consulted, source, parts, days }: Tasking): string {
  const { text } = services.messages;
  const words = (one: { readonly task: string; readonly quoted: boolean }) => (one.quoted ? `“${one.task}”` : one.task);
  return [
    words({ task, quoted }), ...parts.map((part) => `${part.paragraph}: ${words(part)}`), text("obligations.calendar.officials", { officials }),
    ...(consulted === "" ? [] : [text("obligations.calendar.consulted", { consulted })]), text("obligations.calendar.due", { days, source: source.citation }),
  ].join("\n");
}

function pageOf({ configuration }: Services): string {
  return `${configuration.publicUrl}/obligations`;
}

/** A tag URI (RFC 4151): it depends on nothing that may change, such as this site's address. */
function nameOf({ configuration }: Services, name: string): string {
  return `tag:${configuration.mailDomain},${SIGNED_ON}:${name}`;
}
