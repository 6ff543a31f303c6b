import { firstAdministratorLink } from "#rooms/access";
import { closeServices, createLog, endWhenBroken, listen, listenForMail, readConfiguration, runUntilStopped, serveWeb, systemClock } from "#rooms/platform";
import { createLowSideApi, createPostOffice, openLowSide } from "./low-side.ts";
import { serveSite } from "./site/serve-site.ts";

/*
 * The low side's server: API, web app, mail listener. It announces itself on stdout in JSON lines; its log goes to
 * stderr.
 */
const configuration = readConfiguration(process.env);
const log = createLog((line) => process.stderr.write(line), systemClock);
endWhenBroken(log);
const services = await openLowSide(configuration, log);

const link = await firstAdministratorLink(services);
if (link) process.stdout.write(`${JSON.stringify({ event: "first-administrator-link", token: link })}\n`);

const api = createLowSideApi(services);
serveSite(api);
if (configuration.webDirectory) serveWeb(api, configuration.webDirectory, "index.html");
const listener = await listen(api, configuration);
const post = configuration.mailInPort === undefined
  ? undefined
  : await listenForMail({ host: configuration.host, port: configuration.mailInPort, log, ...createPostOffice(services) });
if (configuration.workInServer) await services.jobs.work(services);

runUntilStopped({ event: "listening", url: `http://${configuration.host}:${listener.port}`, mailPort: post?.port ?? null }, async () => {
  await post?.close();
  await listener.close();
  await closeServices(services);
});
