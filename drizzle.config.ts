import { defineConfig } from "drizzle-kit";

const postgres = (process.env["DATABASE_URL"] ?? "").startsWith("postgres");

export default defineConfig({
  dialect: postgres ? "postgresql" : "sqlite",
  schema: "./src/db/schema.ts",
  out: postgres ? "./migrations/postgres" : "./migrations/sqlite",
  casing: "snake_case",
});
