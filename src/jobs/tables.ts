import { sql } from "drizzle-orm";
import {
  createdAt,
  id,
  index,
  int,
  json,
  oneOf,
  primaryKey,
  table,
  text,
  timestamp,
  uniqueIndex,
  uuid,
} from "../db/columns.ts";

export const jobs = table(
  "jobs",
  {
    id: id().primaryKey(),
    /** Whose job it is; not `tenant_id`, because workers claim across tenants. */
    ownerId: uuid(),
    kind: text().notNull(),
    /** Jobs of one lane share a pace; for sends the connection's id. */
    lane: text().notNull().default(""),
    payload: json<Record<string, unknown>>().notNull(),
    /** Lower runs first. */
    priority: int().notNull().default(100),
    state: oneOf("ready", "running", "dead").notNull().default("ready"),
    runAt: timestamp().notNull(),
    attempts: int().notNull().default(0),
    maxAttempts: int().notNull().default(8),
    /** At most one waiting or running job of a kind holds it. */
    uniqueKey: text(),
    /** Jobs of a kind that share it run one after another: by priority, then in the order they were added. */
    serialKey: text(),
    leasedBy: text(),
    leasedUntil: timestamp(),
    lastError: text(),
    createdAt: createdAt(),
  },
  (t) => [
    index("jobs_ready_idx").on(t.kind, t.state, t.priority, t.runAt, t.id),
    index("jobs_lane_idx").on(t.kind, t.lane, t.state, t.priority, t.runAt, t.id),
    index("jobs_serial_idx")
      .on(t.kind, t.serialKey, t.state, t.priority, t.id)
      .where(sql`serial_key is not null`),
    index("jobs_lease_idx").on(t.state, t.leasedUntil),
    uniqueIndex("jobs_unique_uq")
      .on(t.kind, t.uniqueKey)
      .where(sql`state <> 'dead'`),
  ],
);

/** One row per run of a schedule: whoever inserts it runs it. */
export const scheduleRuns = table(
  "schedule_runs",
  {
    name: text().notNull(),
    slot: timestamp().notNull(),
    createdAt: createdAt(),
  },
  (t) => [primaryKey({ columns: [t.name, t.slot] })],
);
