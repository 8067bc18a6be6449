import { audit } from "../accounts/audit.ts";
import { currentTenantId, transaction } from "../db/index.ts";
import { keys } from "../keys/keys.ts";
import { AppError } from "../lib/app-error.ts";
import { deleteSecret, listSecretRows, type SecretRow, upsertSecret } from "./secret-queries.ts";

const SHORTEST_WITH_TAIL = 12;

/** A sealed value opens only in its tenant and under its name. */
const place = (name: string): string => `flow_secrets/${currentTenantId()}/${name}`;

export async function keepSecret(name: string, value: string): Promise<SecretRow> {
  const { sealer } = await keys();
  const sealed = await sealer.seal(value, place(name));
  const hint = value.length >= SHORTEST_WITH_TAIL ? value.slice(-4) : "";
  return transaction(async () => {
    const row = await upsertSecret({ name, sealed, hint });
    if (!row) throw new Error("a secret was not stored");
    await audit({
      action: "flow_secret.set",
      resourceType: "flow_secret",
      resourceId: row.id,
      changes: { name },
    });
    return row;
  });
}

export async function removeSecret(name: string): Promise<void> {
  await transaction(async () => {
    if (!(await deleteSecret(name)))
      throw new AppError("not_found", "NOT_FOUND", { message: "There is no such secret." });
    await audit({ action: "flow_secret.removed", resourceType: "flow_secret", changes: { name } });
  });
}

/** By name, opened; for requests only, never to be stored or logged. */
export async function openSecrets(): Promise<Map<string, string>> {
  const { sealer } = await keys();
  const rows = await listSecretRows();
  return new Map(
    await Promise.all(
      rows.map(async ({ name, sealed }) => [name, await sealer.open(sealed, place(name))] as const),
    ),
  );
}
