import { addRoutes } from "../api.ts";
import { routes } from "../api-routes-flows.gen.ts";

addRoutes(routes);
