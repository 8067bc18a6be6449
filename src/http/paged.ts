import type { Listed, NumberedPage } from "../lib/contract.ts";

interface Asked {
  page: number;
  limit: number;
}

/** The answer of a list with numbered pages. */
export const pageOf = <T>(
  { page, limit }: Asked,
  data: T[],
  total: number,
): Listed<T, NumberedPage> => ({
  data,
  pagination: { page, limit, total, totalPages: Math.ceil(total / limit) },
});

/** The same, rows and number asked for at once. */
export async function paged<T>(
  asked: Asked,
  rows: Promise<T[]>,
  count: Promise<number>,
): Promise<Listed<T, NumberedPage>> {
  const [data, total] = await Promise.all([rows, count]);
  return pageOf(asked, data, total);
}
