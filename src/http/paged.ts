import type { Listed, NumberedPage } from "../lib/contract.ts";

/** The answer of a list with numbered pages. */
export async function paged<T>(
  { page, limit }: { page: number; limit: number },
  rows: Promise<T[]>,
  count: Promise<number>,
): Promise<Listed<T, NumberedPage>> {
  const [data, total] = await Promise.all([rows, count]);
  return { data, pagination: { page, limit, total, totalPages: Math.ceil(total / limit) } };
}
