import type { Feature } from "../app.ts";
import { implement } from "../http/mount.ts";
import { pageOf } from "../http/paged.ts";
import { clock } from "../lib/clock.ts";
import { checkConnection } from "./check.ts";
import { replayDelivery } from "./deliveries.ts";
import "./jobs.ts";
import { listConnections, listDeliveries } from "./queries.ts";
import { connectionsContract } from "./schema.ts";
import {
  createConnection,
  deleteConnection,
  getConnection,
  present,
  reconnect,
  updateConnection,
} from "./service.ts";

export const connectionsFeature: Feature = {
  api: [
    implement(connectionsContract)({
      listConnections: async ({ query }) => {
        const { rows, total } = await listConnections(query);
        return pageOf(query, await Promise.all(rows.map(present)), total);
      },
      createConnection: async ({ body }) => present(await createConnection(body)),
      getConnection: async ({ params }) => present(await getConnection(params.id)),
      updateConnection: async ({ params, body }) =>
        present(await updateConnection(params.id, body)),
      deleteConnection: async ({ params }) => {
        await deleteConnection(params.id);
        return { done: true };
      },
      getConnectionStatus: async ({ params }) => {
        await getConnection(params.id);
        const { status, statusReason } =
          (await checkConnection(params.id)) ?? (await getConnection(params.id));
        return { status, statusReason, checkedAt: clock.now() };
      },
      reconnectConnection: async ({ params }) => present(await reconnect(params.id)),
      listDeliveries: async ({ params, query }) => {
        await getConnection(params.id);
        const { rows, total } = await listDeliveries({
          ...query,
          state: query.state,
          lane: params.id,
        });
        return pageOf(query, rows, total);
      },
      replayDelivery: async ({ params }) => {
        await replayDelivery(params.id, params.deliveryId);
        return { done: true };
      },
    }),
  ],
};
