import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { type Sample, startSample } from "../../runtime/bookinfo/sample";
import { unavailable } from "../../runtime/bookinfo/services/unavailable";
import { accessibilityProblems } from "./accessibility";
import { describeBrowser, launchBrowser } from "./chromium";

describeBrowser("Bookinfo in a browser", () => {
  let browser: Browser;
  let sample: Sample;
  /** The sample without details and ratings. */
  let failing: Sample;
  /** Errors in the browser: missing resources, and violations of the page's own policy. */
  let complaints: string[];

  beforeAll(async () => {
    browser = await launchBrowser();
    const nowhere = "http://127.0.0.1:1"; // No server listens there.
    sample = await startSample(() => undefined);
    failing = await startSample(() => undefined, { details: nowhere, ratings: nowhere });
  });
  afterAll(async () => {
    await browser?.close();
    await sample?.close();
    await failing?.close();
  });
  beforeEach(() => void (complaints = []));
  afterEach(() => Promise.all(browser.contexts().map((context) => context.close())));

  /** A page in a new browser context. */
  async function open(url: string, options: BrowserContextOptions = {}): Promise<Page> {
    const context = await browser.newContext(options);
    context.setDefaultTimeout(600_000); // The machine may be busy.
    const page = await context.newPage();
    page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
    await page.goto(url);
    return page;
  }

  const book = (version: keyof Sample["pages"], from = sample) => `${from.pages[version]}/productpage`;
  const button = (page: Page, name: string) => page.getByRole("button", { name, exact: true });
  /** The stars as a screen reader announces them, each with its visible colour. */
  const stars = (page: Page) =>
    page.evaluate<[label: string, color: string][]>(
      "[...document.querySelectorAll('[role=img]')].map((e) => [e.ariaLabel, getComputedStyle(e).color])",
    );
  const focused = (page: Page) =>
    page.evaluate<string>("document.activeElement.id || document.activeElement.innerText");

  const black = "rgb(27, 23, 20)";
  const red = "rgb(200, 16, 46)";

  describe.each<["light" | "dark"]>([["light"], ["dark"]])("when it is %s", (colorScheme) => {
    test("each version of reviews has its stars: none, black, red", async () => {
      for (const [version, color] of [["v1"], ["v2", black], ["v3", red]] as const) {
        const page = await open(book(version), { colorScheme });
        expect(await page.getByRole("heading", { level: 1 }).textContent()).toBe("The Comedy of Errors");
        expect(await page.getByRole("listitem").count()).toBe(2);
        expect(await stars(page)).toEqual(
          color === undefined
            ? []
            : [
                ["5 of 5 stars", color],
                ["4 of 5 stars", color],
              ],
        );
      }
      expect(complaints).toEqual([]);
    });

    test("has no accessibility problems", async () => {
      const page = await open(book("v3"), { colorScheme });
      const problems: Record<string, string[]> = { book: await accessibilityProblems(page) };
      await button(page, "Sign in").click();
      problems.dialog = await accessibilityProblems(page);
      await page.getByLabel("Username").fill("not a name");
      await page.keyboard.press("Enter");
      await page.getByRole("heading", { level: 1, name: "Sign in" }).waitFor();
      problems.refusal = await accessibilityProblems(page);
      await page.getByLabel("Username").fill("jason");
      await page.keyboard.press("Enter");
      await button(page, "Sign out").waitFor();
      problems.signedIn = await accessibilityProblems(page);
      await page.goto(sample.pages.v3);
      problems.index = await accessibilityProblems(page);
      await page.goto(book("v2", failing));
      problems.failing = await accessibilityProblems(page);
      expect(problems).toEqual({ book: [], dialog: [], refusal: [], signedIn: [], index: [], failing: [] });
    });
  });

  test("without script, a user signs in and out", async () => {
    const page = await open(book("v2"), { javaScriptEnabled: false });
    expect(await page.getByRole("dialog").isVisible()).toBe(false);
    await button(page, "Sign in").click();
    const dialog = page.getByRole("dialog", { name: "Sign in" });
    await dialog.getByLabel("Username").fill("jason");
    await dialog.getByLabel("Password").fill("any");
    await dialog.getByRole("button", { name: "Sign in" }).click();
    await button(page, "Sign out").waitFor();
    expect(await page.locator("#user").textContent()).toBe("jason");
    expect(new URL(page.url()).pathname).toBe("/productpage");
    expect(await page.context().cookies()).toMatchObject([{ name: "user", value: "jason", httpOnly: true }]);
    await button(page, "Sign out").click();
    await button(page, "Sign in").waitFor();
    expect(await page.locator("#user").count()).toBe(0);
    expect(await page.context().cookies()).toEqual([]);
    expect(complaints).toEqual([]);
  });

  test("works by keyboard: skip the bar, open and close the dialog, and sign in", async () => {
    const page = await open(book("v1"));
    const press = async (...keys: string[]) => {
      for (const key of keys) await page.keyboard.press(key);
    };
    await press("Tab");
    expect(await focused(page)).toBe("Skip to the content");
    expect((await page.locator(":focus").boundingBox())!.y).toBeGreaterThanOrEqual(0);
    await press("Enter");
    expect(await focused(page)).toBe("main");

    await button(page, "Sign in").focus();
    await press("Enter");
    expect(await focused(page)).toBe("username");
    await press("Escape");
    expect(await page.getByRole("dialog").isVisible()).toBe(false);
    expect(await focused(page)).toBe("Sign in");
    await press("Enter");
    await page.keyboard.type("jason");
    await press("Tab");
    expect(await focused(page)).toBe("password");
    await press("Tab", "Enter");
    await button(page, "Sign out").waitFor();
    expect(await page.locator("#user").textContent()).toBe("jason");
  });

  test("shows an error instead of a failed service", async () => {
    const page = await open(book("v2", failing));
    const details = page.getByRole("region", { name: "Book details" });
    const reviews = page.getByRole("region", { name: "Book reviews" });
    expect(await details.innerText()).toContain(unavailable.details);
    expect(await reviews.getByText(unavailable.ratings).count()).toBe(2);
    expect(await stars(page)).toEqual([]);
    expect(complaints).toEqual([]);
  });

  test("nothing overflows on the narrowest screen", async () => {
    const page = await open(book("v3"), { viewport: { width: 320, height: 640 } });
    const overhang = () => page.evaluate<number>("document.documentElement.scrollWidth - innerWidth");
    expect(await overhang()).toBe(0);
    await button(page, "Sign in").click();
    await page.getByLabel("Username").fill("w".repeat(32));
    expect(await overhang()).toBe(0);
    await page.keyboard.press("Enter");
    await button(page, "Sign out").waitFor();
    expect(await overhang()).toBe(0);
  });
});
