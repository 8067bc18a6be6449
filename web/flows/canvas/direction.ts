/** The canvas runs left to right everywhere; what stands in it follows the page. */
export const pageDirection = (): "ltr" | "rtl" =>
  document.documentElement.dir === "rtl" ? "rtl" : "ltr";
