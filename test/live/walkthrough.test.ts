import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { until } from "../../lib/until";
import { launchBrowser } from "../browser/chromium";
import { Checkout, type Result } from "../e2e/checkout";
import { processesIn } from "./host";
import { Traffic } from "./traffic";

const root = join(__dirname, "..", "..");
const ZIPKIN = "http://127.0.0.1:30001";
const PAGE = "http://127.0.0.1:32000/productpage";

/** A section of the walkthrough: its title and its commands. */
interface Section {
  title: string;
  /** The content of each `sh` block. */
  blocks: string[];
}

/** The numbered sections of the page. */
function sections(text: string): Section[] {
  return text
    .split(/^## \d+\. /m)
    .slice(1)
    .map((section) => ({
      title: section.slice(0, section.indexOf("\n")),
      blocks: [...section.matchAll(/^```sh\n(.*?)^```$/gms)].map((match) => match[1]!),
    }));
}

/**
 * Runs docs/walkthrough.md: every command in order, and a check of what the text promises. With UPDATE_PICTURES=1 it writes
 * the pictures of the page; otherwise it takes them without keeping them.
 */
describe("the walkthrough", () => {
  const page = sections(readFileSync(join(root, "docs", "walkthrough.md"), "utf8"));
  const checkout = new Checkout();
  const pictures =
    process.env.UPDATE_PICTURES === "1"
      ? join(root, "docs", "images", "walkthrough")
      : join(checkout.dir, "pictures");
  let browser: Browser;
  let traffic: Traffic | undefined;

  beforeAll(async () => {
    mkdirSync(pictures, { recursive: true });
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await traffic?.stop();
    await browser?.close();
    await checkout.remove("live");
  });

  const commands = (title: string): string[] => {
    const section = page.find((each) => each.title === title);
    if (section === undefined) throw new Error(`the walkthrough has no section '${title}'`);
    return section.blocks;
  };
  const shell = (block: string) => checkout.run("bash", ["-euo", "pipefail", "-c", block]);
  /** Runs the commands of a section. @returns the results of its blocks */
  const run = async (title: string): Promise<Result[]> => {
    const results: Result[] = [];
    for (const block of commands(title)) results.push(await shell(block));
    return results;
  };

  /** Runs the two blocks of a section, and a check between them. */
  const runAround = async (title: string, check: () => Promise<void>): Promise<Result[]> => {
    const [before, after] = commands(title);
    const first = await shell(before!);
    await check();
    return [first, await shell(after!)];
  };

  const open = async (url: string): Promise<Page> => {
    const opened = await browser.newPage({ viewport: { width: 1280, height: 800 }, colorScheme: "light" });
    opened.setDefaultTimeout(60_000);
    await opened.goto(url);
    return opened;
  };
  const picture = (from: Page, name: string) => from.screenshot({ path: join(pictures, `${name}.png`) });

  /** The colours of the stars on the page; empty without stars. */
  const colors = async (from: Page): Promise<string[]> =>
    from
      .locator(".stars")
      .evaluateAll((stars) => [
        ...new Set(stars.map((star) => (star as unknown as { dataset: { color: string } }).dataset.color)),
      ]);

  test("names each section once", () => {
    expect(page.map(({ title }) => title)).toEqual([
      "Check the machine",
      "Create the mesh",
      "See what runs",
      "Open the page",
      "See how traffic reaches the sidecar",
      "Watch requests in the graph",
      "Route all requests to one version",
      "Read a trace",
      "Read metrics and dashboards",
      "Delete everything",
    ]);
  });

  test("the machine has what the stack requires", async () => {
    const [doctor] = await run("Check the machine");
    expect(doctor!.stdout).toMatch(/Stack live: \d+ passed, \d+ warnings?, 0 failed/);
  });

  test("the mesh comes up with page addresses", async () => {
    const [up] = await run("Create the mesh");
    expect(up!.stdout).toContain(PAGE);
  });

  test("each pod of the sample has two containers", async () => {
    const [shown] = await run("See what runs");
    expect(shown!.stdout).not.toContain("does not answer");
    const pods = shown!.stdout.match(/^\S+-v\d-\S+ +\d\/\d .*$/gm) ?? [];
    expect(pods).toHaveLength(6);
    for (const pod of pods) expect(pod).toMatch(/ 2\/2 +Running /);
  });

  test("the stars of the page change", async () => {
    const opened = await open(PAGE);
    const seen = new Set<string>();
    for (let i = 0; i < 60 && seen.size < 3; i++) {
      await opened.reload();
      const name = (await colors(opened))[0] ?? "no";
      if (!seen.has(name)) await picture(opened, `page-${name}-stars`);
      seen.add(name);
    }
    expect([...seen].sort()).toEqual(["black", "no", "red"]);
    await opened.close();
  });

  test("the rules of a pod redirect its connections to the sidecar", async () => {
    const [verify, rules] = await run("See how traffic reaches the sidecar");
    expect(verify!.stdout).toContain("redirection");
    expect(rules!.stdout).toMatch(/-A ISTIO_REDIRECT -p tcp -j REDIRECT --to-ports 15001/);
    expect(rules!.stdout).toMatch(/-A ISTIO_IN_REDIRECT -p tcp -j REDIRECT --to-ports 15006/);
    expect(rules!.stdout).toMatch(/-A ISTIO_OUTPUT .*--uid-owner 1337 -j RETURN/);
  });

  /** The versions of reviews that productpage calls, by the table of the graph page. */
  const calledVersions = async (graph: Page): Promise<string> => {
    const rows = await graph.locator("tr[data-edge]").allInnerTexts();
    return rows
      .map((row) => row.split("\t").map((cell) => cell.trim()))
      .filter(
        ([from, to, rate]) =>
          from === "productpage-v1" && to!.startsWith("reviews-") && parseFloat(rate!) > 0,
      )
      .map(([, to]) => to!)
      .sort()
      .join(" ");
  };
  const graphShows = async (graph: Page, versions: string) => {
    let last = "";
    const shown = await until(
      async () => {
        last = await calledVersions(graph);
        return last === versions || undefined;
      },
      { timeoutMs: 120_000 },
    );
    if (shown !== true) throw new Error(`the graph shows calls of ${last}; expected ${versions}`);
  };

  test("the graph shows three versions, and one after a route; both routes change two objects", async () => {
    const graph = await open("http://127.0.0.1:30002/graph");
    traffic = new Traffic(PAGE, 100, 6000);
    await graphShows(graph, "reviews-v1 reviews-v2 reviews-v3");
    await picture(graph, "graph-all-versions");
    const [set, removed] = await runAround("Route all requests to one version", async () => {
      await graphShows(graph, "reviews-v1");
      await picture(graph, "graph-reviews-default");
      // Version 1 of reviews does not call ratings.
      expect((await shell("make verify STACK=live ARGS='--only trace'")).stdout).toMatch(/1 passed/);
    });
    await traffic.stop();
    expect(set!.stdout).toMatch(/2 created/);
    expect(removed!.stdout).toMatch(/2 deleted/);
    await graph.close();
  });

  test("a request is one trace", async () => {
    const [verify] = await run("Read a trace");
    expect(verify!.stdout).toMatch(/1 passed/);
    const recent = await fetch(`${ZIPKIN}/api/v2/traces?limit=100`);
    const traces = (await recent.json()) as { traceId: string; localEndpoint?: { serviceName?: string } }[][];
    const whole = traces.find((spans) =>
      spans.some(({ localEndpoint }) => localEndpoint?.serviceName?.startsWith("ratings")),
    );
    const opened = await open(`${ZIPKIN}/zipkin/traces/${whole![0]!.traceId}`);
    await opened.getByText("productpage").first().waitFor();
    await picture(opened, "trace");
    await opened.close();
  });

  test("Prometheus has the metrics of the mesh", async () => {
    const [verify] = await run("Read metrics and dashboards");
    expect(verify!.stdout).toMatch(/2 passed/);
    const dashboard = await open("http://127.0.0.1:30002/mesh");
    await dashboard.locator("canvas").first().waitFor();
    await picture(dashboard, "dashboard");
    await dashboard.close();
  });

  test("nothing remains", async () => {
    await run("Delete everything");
    expect(processesIn(checkout.home)).toEqual([]);
    expect(
      await until(async () => (await fetch(PAGE).catch(() => undefined)) === undefined || undefined, {
        timeoutMs: 120_000,
      }),
    ).toBe(true);
  });
});
