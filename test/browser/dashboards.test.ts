import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import type { Dashboard } from "../../components/addons/dashboards/definition";
import { istioDashboards } from "../../components/addons/dashboards/istio";
import { describeWith } from "../live/istioPrograms";
import { MeshLoad } from "../metrics/meshLoad";
import { meshPrograms, TestMesh } from "../metrics/testMesh";
import { accessibilityProblems } from "./accessibility";
import { chromiumPath, launchBrowser } from "./chromium";
import { startDashboardsPage } from "./dashboardsPage";

const programs = meshPrograms();

/** The calls of the mesh: the name of the edge, and whether it is over mutual TLS. */
const EDGES = {
  "outside the mesh to reviews-v2": { share: 2, locked: false },
  "productpage-v1 to reviews-v2": { share: 4, locked: true },
  "productpage-v1 to upstream": { share: 1, locked: false },
} as const;
type EdgeName = keyof typeof EDGES;

interface Row {
  requests: number;
  errors: number;
  /** As the page writes it. */
  duration: string;
  locked: boolean;
}

const ROWS = `Object.fromEntries([...document.querySelectorAll("[data-edge]")].map((row) => {
  const [from, to, requests, errors, duration, mutualTls] = [...row.children].map((cell) => cell.textContent);
  const locked = mutualTls.includes("🔒");
  return [from + " to " + to, { requests: parseFloat(requests), errors: parseFloat(errors), duration, locked }];
}))`;

/** The elements of Cytoscape, which draws on a canvas. */
const DRAWN = `document.querySelector(".graph")._cyreg.cy.edges().map((edge) => edge.data("label")).sort()`;

describeWith(programs, chromiumPath)("the dashboards page with the metrics of a mesh", () => {
  let mesh: TestMesh;
  let load: MeshLoad;
  let served: Awaited<ReturnType<typeof startDashboardsPage>>;
  let browser: Browser;
  /** Errors in the browser, such as violations of the server's policy. */
  let complaints: string[];

  beforeAll(async () => {
    mesh = await TestMesh.start(programs!);
    served = await startDashboardsPage(mesh.directory, mesh.ports.prometheus);
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await load?.stop();
    await served?.stop();
    await mesh?.stop();
  });
  beforeEach(() => void (complaints = []));
  afterEach(() => Promise.all(browser.contexts().map((context) => context.close())));

  /** A view of the page in a new browser context. */
  async function open(view: string, options: BrowserContextOptions = {}): Promise<Page> {
    const context = await browser.newContext(options);
    context.setDefaultTimeout(600_000); // The machine may be busy.
    const page = await context.newPage();
    page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
    page.on("pageerror", (error) => complaints.push(String(error)));
    await page.goto(`${served.url}/${view}`);
    return page;
  }

  const rows = (page: Page) => page.evaluate<Partial<Record<EdgeName, Row>>>(ROWS);
  const edges = (page: Page) => page.locator("[data-edge]");
  const focused = (page: Page) =>
    page.evaluate<string>("document.activeElement.id || document.activeElement.textContent");
  const scheme = (page: Page) =>
    page.evaluate<string[]>(
      "[document.documentElement.dataset.colorScheme, getComputedStyle(document.body).backgroundColor]",
    );

  test("the graph shows no edge before the first call, then by itself those that are called", async () => {
    const page = await open("graph");
    await page.getByText("No request yet").waitFor();
    load = MeshLoad.start(mesh);
    await edges(page).nth(2).waitFor();
    expect(Object.keys(await rows(page)).sort()).toEqual(Object.keys(EDGES));
    expect(complaints).toEqual([]);
  });

  test.each(istioDashboards.map((dashboard): [string, Dashboard] => [dashboard.title, dashboard]))(
    "the dashboard %s shows data in every panel, and has no accessibility problems in light and dark",
    async (title, { rows: groups }) => {
      const panels = groups.flatMap((group) => group.panels);
      const page = await open("graph", { colorScheme: "light", viewport: { width: 1280, height: 2200 } });
      const values = countValues(page);
      await page.getByRole("link", { name: title, exact: true }).click();
      for (const panel of panels) {
        const heading = page.getByRole("heading", { level: 3, name: panel.title, exact: true });
        await heading.scrollIntoViewIfNeeded();
        const card = heading.locator("xpath=ancestor::*[contains(@class,'MuiCard-root')]");
        await card.locator("canvas").first().waitFor();
      }
      const wanted = new Set(panels.flatMap(({ queries }) => queries.map(({ expr }) => shapeOf(expr))));
      await load.until("an answer to each query", () =>
        Promise.resolve([...wanted].every((query) => values.has(query))),
      );
      expect([...values.keys()].sort()).toEqual([...wanted].sort());
      expect([...values].filter(([, count]) => count === 0)).toEqual([]);
      expect(await page.locator("main").innerText()).not.toMatch(/NaN|No data/);
      expect(await accessibilityProblems(page)).toEqual([]);
      await page.getByRole("button", { name: "Dark colours" }).click();
      expect((await scheme(page))[0]).toBe("dark");
      expect(await accessibilityProblems(page)).toEqual([]);
      expect(complaints).toEqual([]);
    },
  );

  test("the graph has no accessibility problems in light and dark", async () => {
    const page = await open("graph", { colorScheme: "light" });
    await edges(page).nth(2).waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
    await page.emulateMedia({ colorScheme: "dark" });
    await page.getByRole("button", { name: "Light colours" }).waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
    expect(complaints).toEqual([]);
  });

  test("has the colours of the system until the user chooses others", async () => {
    const [light, dark] = [
      ["light", "rgb(255, 255, 255)"],
      ["dark", "rgb(21, 23, 33)"],
    ];
    const page = await open("graph", { colorScheme: "dark" });
    await page.getByRole("button", { name: "Light colours" }).waitFor();
    expect(await scheme(page)).toEqual(dark);
    await page.emulateMedia({ colorScheme: "light" });
    await page.getByRole("button", { name: "Dark colours" }).click();
    await page.getByRole("button", { name: "Light colours" }).click();
    expect(await scheme(page)).toEqual(light);
    await page.getByRole("button", { name: "Dark colours" }).click();
    await page.reload();
    await page.getByRole("button", { name: "Light colours" }).waitFor();
    expect(await scheme(page)).toEqual(dark);
  });

  test("works by keyboard: skip the navigation, open a dashboard, change the colours, scroll the calls", async () => {
    const page = await open("graph", { colorScheme: "light" });
    await edges(page).nth(2).waitFor();
    const press = async (...keys: string[]) => {
      for (const key of keys) await page.keyboard.press(key);
    };
    await press("Tab");
    expect(await focused(page)).toBe("Skip to the content");
    expect((await page.locator(":focus").boundingBox())!.y).toBeGreaterThanOrEqual(0);
    await press("Enter");
    expect(await focused(page)).toBe("content");
    await press("Tab");
    expect(await page.evaluate("document.activeElement.ariaLabel")).toBe("Calls between workloads");
    await press("Shift+Tab");
    expect(await focused(page)).toBe("Dark colours");
    await press("Enter");
    expect((await scheme(page))[0]).toBe("dark");
    await press("Shift+Tab");
    expect(await focused(page)).toBe("Workload");
    await press("Enter");
    await page.getByRole("heading", { level: 1, name: "Workload" }).waitFor({ state: "attached" });
    expect(new URL(page.url()).pathname).toBe("/workload");
  });

  test("each edge of the graph has the rate of its calls, errors, latency and the lock of mutual TLS", async () => {
    const page = await open("graph");
    await edges(page).nth(2).waitFor();
    await load.until("the rates of the calls", async () => {
      const shown = await rows(page);
      return Object.entries(EDGES).every(([name, { share }]) => {
        const sent = load.rate() * share;
        return Math.abs((shown[name as EdgeName]?.requests ?? 0) - sent) < sent / 4;
      });
    });
    const shown = await rows(page);
    for (const [name, { locked }] of Object.entries(EDGES)) {
      expect(shown[name as EdgeName]).toMatchObject({ locked, duration: expect.stringMatching(/^\d+ ms$/) });
    }
    // One of four calls to reviews fails.
    const failed = shown["productpage-v1 to reviews-v2"]!.errors;
    expect(Math.abs(failed - 25)).toBeLessThan(5);
    expect(shown["outside the mesh to reviews-v2"]!.errors).toBe(0);
    expect(await page.evaluate(`document.fonts.check('12px "Noto Emoji"', "🔒")`)).toBe(true);
    const fonts = `[...document.fonts].filter(({ family, status }) => /Noto Emoji/.test(family) && status === "loaded").length`;
    expect(await page.evaluate(fonts)).toBe(1);
    const drawn = await page.evaluate<string[]>(DRAWN);
    expect(drawn).toHaveLength(3);
    expect(drawn.filter((label) => label.includes("🔒"))).toEqual([
      expect.stringMatching(/^🔒 [\d.]+\/s\n\d+ % errors\n\d+ ms$/),
    ]);
    expect(complaints).toEqual([]);
  });

  test("reports that Prometheus is away, keeps the graph, and recovers", async () => {
    const page = await open("graph");
    await edges(page).nth(2).waitFor();
    const alert = page.getByRole("alert");
    expect(await alert.count()).toBe(0);
    await mesh.stopPrometheus();
    await alert.waitFor();
    expect(await alert.textContent()).toMatch(/^Prometheus does not answer \(.*ECONNREFUSED.*\)\. The page/);
    expect(await edges(page).count()).toBe(3);
    expect(await accessibilityProblems(page)).toEqual([]);
    mesh.startPrometheus();
    await alert.waitFor({ state: "detached" });
    expect(await edges(page).count()).toBe(3);
  });
});

/** Counts the values of the answers to the dashboards' queries, by the shape of the query. */
function countValues(page: Page): Map<string, number> {
  const values = new Map<string, number>();
  page.on("response", (response) => {
    const expr = new URLSearchParams(response.request().postData() ?? "").get("query");
    if (!response.url().includes("/query_range") || expr === null) return;
    response.json().then(
      (answer: { data?: { result: { values: unknown[] }[] } }) =>
        values.set(
          shapeOf(expr),
          (answer.data?.result ?? []).reduce((sum, series) => sum + series.values.length, 0),
        ),
      () => undefined, // The page was closed.
    );
  });
  return values;
}

/** A query without the values of its range and of regular expressions, which the page fills in. */
const shapeOf = (expr: string): string => expr.replaceAll(/\[[^\]]*\]/g, "[]").replaceAll(/~"[^"]*"/g, '~""');
