const openPath = /^\/(login|register|forgot-password|reset-password)\/?(?:[?#]|$)/;

/** Open to anyone, signed in or not. */
export const isOpenPath = (path: string): boolean => openPath.test(path);

/** The connection whose simulated phone is at this path. */
export const phoneOf = (path: string): string | undefined =>
  /^\/phone\/([\w-]+)\/?$/.exec(path)?.[1];

/** Only a path on this server: `//elsewhere` would lead away. */
export const safeNext = (next: string | undefined): string =>
  next && /^\/(?![/\\])/.test(next) && !isOpenPath(next) ? next : "/inbox";
