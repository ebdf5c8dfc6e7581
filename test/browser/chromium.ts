import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";

/** The browser for tests: `$CHROMIUM`, else Debian's. */
const executable = process.env.CHROMIUM ?? "/usr/bin/chromium";

/** The path of the browser; undefined when it is not installed. */
export const chromiumPath = existsSync(executable) ? executable : undefined;

/** A `describe` that requires the browser; reported as skipped without it. */
export function describeBrowser(name: string, tests: () => void): void {
  if (chromiumPath) describe(name, tests);
  else describe.skip(`${name} (found no browser at ${executable})`, tests);
}

/** Starts the browser headless, with a temporary profile and without its own network requests. */
export function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: executable,
    headless: true,
    args: [
      "--no-sandbox", // Its sandbox does not support root.
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}
