/** Every table, for the migration generator and for checks that walk them all. */
export * from "../accounts/tables.ts";
export * from "../connections/tables.ts";
export * from "../contacts/tables.ts";
export * from "../conversations/tables.ts";
export * from "../flows/tables.ts";
export * from "../jobs/tables.ts";
export * from "../media/tables.ts";
export * from "../messages/tables.ts";
export * from "../sandbox/tables.ts";
