import { createRouter } from "@tanstack/react-router";
import "./styles/index.scss";
import { harbour, harbourRoutes } from "./harbour.ts";
import { openHouse } from "./shell/open-house.tsx";
import { createQueryClient } from "./shell/query-client.ts";
import { rootRoute } from "./shell/root-route.ts";

const queryClient = createQueryClient();
const routeTree = rootRoute.addChildren(harbourRoutes);
openHouse(createRouter({ routeTree, context: { house: harbour, queryClient }, scrollRestoration: true }), queryClient);
