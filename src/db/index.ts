export { bulkInsert } from "./bulk.ts";
export {
  afterCommit,
  beforeCommit,
  closeDatabase,
  db,
  type Db,
  openDatabase,
  pingDatabase,
  prepared,
  raw,
  transaction,
} from "./database.ts";
export { isPg } from "./dialect.ts";
export { lockName, tryLockName } from "./locks.ts";
export {
  contains,
  given,
  greatest,
  inGiven,
  inList,
  isDuplicate,
  jsonHas,
  rowBefore,
} from "./helpers.ts";
export { persistentTransaction } from "./retry.ts";
export { asSystem, asTenant, currentScope, currentTenantId } from "./tenant.ts";
export { outsideTransaction } from "./unit.ts";
export { isTrouble } from "./trouble.ts";
