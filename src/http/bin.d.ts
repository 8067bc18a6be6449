declare module "*.bin" {
  const path: string;
  // oxlint-disable-next-line import/no-default-export -- the shape of a file import
  export default path;
}
