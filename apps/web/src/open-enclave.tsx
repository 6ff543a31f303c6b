import { createRouter } from "@tanstack/react-router";
import "./styles/index.scss";
import { enclave, enclaveRoutes } from "./enclave.ts";
import { openHouse } from "./shell/open-house.tsx";
import { createQueryClient } from "./shell/query-client.ts";
import { rootRoute } from "./shell/root-route.ts";

const queryClient = createQueryClient();
const routeTree = rootRoute.addChildren(enclaveRoutes);
openHouse(createRouter({ routeTree, context: { house: enclave, queryClient }, scrollRestoration: true }), queryClient);
