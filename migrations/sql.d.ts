declare module "*.sql" {
  const sql: string;
  // oxlint-disable-next-line import/no-default-export -- the shape of a text import
  export default sql;
}
