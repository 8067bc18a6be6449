import { AppError } from "../lib/app-error.ts";

export const tenantClosed = (): AppError =>
  new AppError("forbidden", "TENANT_SUSPENDED", {
    message: "This account is suspended. Ask your provider.",
  });

export const emailTaken = (): AppError =>
  new AppError("conflict", "EMAIL_TAKEN", {
    message: "This e-mail address already has an account.",
  });

export const forbidden = (message: string): AppError =>
  new AppError("forbidden", "FORBIDDEN", { message });
