declare module "*.css" {
  const text: string;
  // oxlint-disable-next-line import/no-default-export -- the shape of a text import
  export default text;
}
declare module "htmx.org/dist/htmx.min.js" {
  const text: string;
  // oxlint-disable-next-line import/no-default-export -- the shape of a text import
  export default text;
}
declare module "htmx.org/dist/ext/hx-sse.min.js" {
  const text: string;
  // oxlint-disable-next-line import/no-default-export -- the shape of a text import
  export default text;
}
