import type { Express } from "express";

/** Serves until the process is told to stop; requests that are under way are still answered. */
export function serve(app: Express): void {
  const server = app.listen(Number(process.env.PORT));
  process.once("SIGTERM", () => server.close(() => process.exit(0)));
}
