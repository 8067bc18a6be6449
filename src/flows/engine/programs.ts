import { findVersionById } from "../queries.ts";
import { compile, type Program } from "./program.ts";

const MAX_KEPT = 500;
/** Versions never change, so they are kept; ids are unguessable and the caller's scope is asked on the first read. */
const kept = new Map<string, Program>();

export async function programOf(versionId: string): Promise<Program | undefined> {
  const known = kept.get(versionId);
  if (known) return known;
  const version = await findVersionById(versionId);
  if (!version) return undefined;
  const program = compile(version.flowId, version.id, version.data);
  if (kept.size >= MAX_KEPT) kept.clear();
  kept.set(versionId, program);
  return program;
}
