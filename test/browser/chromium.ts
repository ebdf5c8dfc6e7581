import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";

/** The browser that tests drive: `$CHROMIUM`, else Debian's. */
const executable = process.env.CHROMIUM ?? "/usr/bin/chromium";

/** True where the browser is there. */
const hasChromium = existsSync(executable);

/** A `describe` that needs the browser; where that is absent it is reported as skipped, by name. */
export const describeBrowser: jest.Describe = hasChromium ? describe : describe.skip;

/** Starts the browser without a window, with a profile of its own that goes when it is closed. It calls nobody by itself. */
export function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: executable,
    headless: true,
    args: [
      "--no-sandbox", // Its sandbox is not for root.
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}
