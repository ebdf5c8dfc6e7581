import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { until } from "../../lib/until";
import { unavailable } from "../../runtime/bookinfo/services/unavailable";
import { launchBrowser } from "../browser/chromium";
import { Checkout, type StackSettings } from "../e2e/checkout";
import { filesBelow } from "../e2e/leftovers";
import { expectStackCommands } from "../e2e/stackCommands";
import { answers, faults, recoverFrom } from "./faults";
import { hostState, pidOf, processesIn } from "./host";
import { processTree } from "../support/processes";
import { expectLoopbackOnly, INSIDE, listenersOfCluster } from "./reach";
import { describeTraffic } from "./traffic";

const PAGE = "http://127.0.0.1:32000/productpage";

/**
 * The live stack from creation to deletion; without TLS on two nodes. Each test continues after the previous one.
 * Killed processes recover by themselves.
 */
describe.each([true, false])("the live stack, tls: %s", (tls) => {
  const nodeCount = tls ? 1 : 2;
  const before = hostState();
  const checkout = new Checkout();
  let dataDirectory: string;
  let browser: Browser;

  afterAll(async () => {
    await browser?.close();
    await checkout.remove("live");
  });

  const make = (target: string, args = "", fine = [0]) =>
    checkout.run("make", ["-s", target, "STACK=live", `ARGS=${args}`], fine);
  const configure = (change: (config: StackSettings) => void) => checkout.configure("live", change);
  const setRoutes = async (...routes: string[]) => {
    configure((config) => Object.assign(config, { "meshstack:routes": routes }));
    await make("up");
  };
  const kubectl = async (...args: string[]) =>
    (await checkout.run("node", ["tools/start.js", "tools/kubectl.ts", "live", ...args])).stdout;

  test("make up ends with a reachable page", async () => {
    configure((config) => {
      Object.assign(config["meshstack:cluster"]!, { nodeCount });
      Object.assign(config["meshstack:mesh"]!, { tls, automaticInjection: tls });
    });
    const { stdout } = await make("up");
    expect(stdout).toContain(`productpage   : "${PAGE}"`);
    dataDirectory = join(
      (await checkout.pulumi("stack", "output", "kubeconfigPath", "-s", "live")).stdout.trim(),
      "..",
    );
    const response = await fetch(PAGE);
    expect(response.status).toBe(200);
    expect(await response.text()).toContain("The Comedy of Errors");
  });

  test("pods run on every node", async () => {
    const nodes = await kubectl("get", "pods", "-A", "-o", "jsonpath={.items[*].spec.nodeName}");
    expect(new Set(nodes.split(" ")).size).toBe(nodeCount);
  });

  test("no port of the cluster answers outside loopback", async () => {
    const listeners = listenersOfCluster(
      processTree(pidOf("meshstack-kubernetes", " serve ", dataDirectory)),
    );
    expect(listeners.here.length).toBeGreaterThanOrEqual(5); // the API server, the page and three addons
    expect(listeners.inside).toEqual(expect.arrayContaining(INSIDE));
    await expectLoopbackOnly(listeners);
  });

  test("status finds every page, and verify passes every check", async () => {
    const outputs = {
      kubeconfigPath: join(dataDirectory, "kubeconfig"),
      productpage: PAGE,
      zipkin: "http://127.0.0.1:30001",
      dashboards: "http://127.0.0.1:30002/graph",
      prometheus: "http://127.0.0.1:30003/graph",
    };
    // Without mutual TLS no proxy reports the caller.
    await expectStackCommands(checkout, "live", { outputs, skipped: tls ? [] : ["peer-identity"] });
    const { stdout } = await make("status");
    expect(stdout).not.toContain("does not answer");
  });

  test("a second up changes nothing", async () => {
    await make("up", "--expect-no-changes");
  });

  test("in a browser, the stars change over reloads", async () => {
    browser = await launchBrowser();
    const page = await browser.newPage();
    const seen = new Set<string>();
    for (let i = 0; i < 60 && seen.size < 3; i++) {
      await page.goto(PAGE);
      const colors = await page
        .locator(".stars")
        .evaluateAll((stars) =>
          stars.map((star) => (star as unknown as { dataset: { color: string } }).dataset.color),
        );
      seen.add(colors[0] ?? "none");
    }
    expect([...seen].sort()).toEqual(["black", "none", "red"]);
    await page.close();
  });

  test("a user signs in, and a fault for that user degrades the page for this user only", async () => {
    await setRoutes("reviews-test-v2", "ratings-test-abort");
    const page = await browser.newPage();
    const degraded = page.getByText(unavailable.ratings).first();
    const button = (name: string) => page.getByRole("button", { name, exact: true });
    await page.goto(PAGE);
    await button("Sign in").click();
    const dialog = page.getByRole("dialog", { name: "Sign in" });
    await dialog.getByLabel("Username").fill("jason");
    await dialog.getByRole("button", { name: "Sign in" }).click();
    await button("Sign out").waitFor();
    expect(await page.locator("#user").textContent()).toBe("jason");
    // istiod sends the rule to the proxies with a delay.
    const applied = await until(
      async () => {
        await page.goto(PAGE);
        return (await degraded.count()) > 0 ? true : undefined;
      },
      { timeoutMs: 30_000 },
    );
    expect(applied).toBe(true);
    await button("Sign out").click();
    await button("Sign in").waitFor();
    for (let i = 0; i < 10; i++) {
      await page.goto(PAGE);
      expect(await degraded.count()).toBe(0);
    }
    await page.close();
    await setRoutes();
  });

  if (tls)
    test("istiod injects a pod of a labelled namespace, and the pod joins the mesh", async () => {
      const image = await kubectl(
        "get",
        "deployment",
        "ratings-v1",
        "-o",
        "jsonpath={.spec.template.spec.containers[?(@.name=='ratings')].image}",
      );
      await kubectl("create", "namespace", "injected");
      await kubectl("label", "namespace", "injected", "istio-injection=enabled");
      await kubectl("run", "client", "-n", "injected", `--image=${image}`, "--port=9080");
      await kubectl("wait", "--for=condition=Ready", "pod/client", "-n", "injected", "--timeout=60s");
      const containers = await kubectl(
        "get",
        "pod",
        "client",
        "-n",
        "injected",
        "-o",
        "jsonpath={.spec.initContainers[*].name} {.spec.containers[*].name}",
      );
      expect(containers.split(" ").sort()).toEqual(["client", "istio-init", "istio-proxy"]);
      // The sample accepts only mutual TLS, so an answer shows that the proxy has an identity.
      const script =
        "fetch('http://details.default:9080/details/0').then((r) => console.log(r.status), console.error)";
      const asked = await kubectl(
        "exec",
        "-n",
        "injected",
        "client",
        "-c",
        "client",
        "--",
        "node",
        "-e",
        script,
      );
      expect(asked.trim()).toBe("200");
      await kubectl("delete", "namespace", "injected");
    });

  test.each(faults(() => dataDirectory))(
    "the page recovers by itself after $what is killed",
    async (fault) => {
      const report = await recoverFrom(fault, PAGE);
      console.log(`${fault.what} killed, tls: ${tls}: ${describeTraffic(report)}`);
      if (fault.lossless) expect(report.failures).toEqual([]);
    },
  );

  test("after a kill of the whole cluster, as by a reboot, the next up continues", async () => {
    const uid = await kubectl("get", "namespace", "istio-system", "-o", "jsonpath={.metadata.uid}");
    process.kill(pidOf("meshstack-kubernetes", " serve ", dataDirectory), "SIGKILL");
    expect(
      await until(() => (processesIn(dataDirectory).length === 0 ? true : undefined), { timeoutMs: 20_000 }),
    ).toBe(true);
    await make("up");
    expect(await kubectl("get", "namespace", "istio-system", "-o", "jsonpath={.metadata.uid}")).toBe(uid);
    expect(await answers(PAGE)).toBe(true);
  });

  test("make destroy leaves nothing on the machine", async () => {
    await make("destroy");
    expect(processesIn(checkout.home)).toEqual([]);
    expect(existsSync(dataDirectory)).toBe(false);
    expect(filesBelow(join(checkout.home, "state"))).toEqual([]);
    expect(hostState()).toEqual(before);
    await expect(fetch(PAGE)).rejects.toThrow();
  });
});
