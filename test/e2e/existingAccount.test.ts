import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { kubernetesBinary, startCluster, type TestCluster } from "../kubernetes/cluster";
import { describeCluster } from "../kubernetes/describeCluster";
import { Checkout, operation } from "./checkout";
import type { Kubectl } from "./cluster";
import { accountKubeconfig, make } from "./clusterAccess";
import { created, wanted } from "./objects";

const RBAC = "/apis/rbac.authorization.k8s.io/v1";

/** Parses a rule from a line of the message: `permission: missing get, create deployments.apps, services in shop`. */
function ruleOf(line: string): { namespace?: string; rules: object[] } {
  const [, verbs = "", resources = "", namespace] =
    /^ *permission: missing ((?:[a-z]+, )*[a-z]+) (\S+(?:, \S+)*) in (?:the whole cluster|([^\s.]+))/.exec(
      line,
    ) ?? [];
  const rules = resources.split(", ").map((resource) => {
    const [plural = "", ...group] = resource.split(".");
    return { apiGroups: [group.join(".")], resources: [plural], verbs: verbs.split(", ") };
  });
  return { rules, ...(namespace !== undefined && { namespace }) };
}

describeCluster("a stack on a cluster that exists, by an account without rights", () => {
  const checkout = new Checkout();
  checkout.env.MESHSTACK_TAKE_OVER_LOCKS = "true"; // As `make` sets it.
  const [kubeconfig, administrator] = ["kubeconfig", "administrator"].map((name) =>
    join(checkout.home, name),
  );
  let cluster: TestCluster;
  let before: string[];

  const kubectl: Kubectl = async (...args) =>
    (await checkout.run(kubernetesBinary()!, ["kubectl", "--kubeconfig", administrator!, ...args])).stdout;
  /** Every object of every kind, except those that Kubernetes creates and deletes by itself. */
  const objects = async () => {
    const kinds = (await kubectl("api-resources", "--verbs=list", "-o", "name")).trim().split("\n");
    const lasting = kinds.filter((kind) => !/^(events|leases|endpointslices|endpoints)\b/.test(kind));
    return (await kubectl("get", lasting.join(","), "-A", "-o", "name", "--ignore-not-found"))
      .trim()
      .split("\n")
      .sort();
  };
  const refused = async (): Promise<string> => {
    const { stdout, stderr } = await checkout.run("runtime/engine/bin/pulumi", operation("up", "there"), [1]);
    expect(await objects()).toEqual(before);
    return stdout + stderr;
  };
  const configure = (settings: Record<string, unknown>, more: Record<string, Record<string, unknown>> = {}) =>
    checkout.configure("there", (config) =>
      Object.assign(config, { "meshstack:cluster": { driver: "existing", ...settings } }, more),
    );

  beforeAll(async () => {
    cluster = await startCluster();
    writeFileSync(administrator!, cluster.kubeconfig, { mode: 0o600 });
    writeFileSync(kubeconfig!, await accountKubeconfig(cluster, "builder"), { mode: 0o600 });
    before = await objects();
    checkout.configure("there", () => {}, "dev");
    configure({ kubeconfigPath: kubeconfig });
    await checkout.pulumi("stack", "init", "there");
  });
  afterAll(async () => {
    await checkout.remove();
    await cluster?.stop();
  });

  test("lists all missing permissions at once, and exactly these suffice for up and destroy", async () => {
    const said = await refused();
    expect(said).toContain(
      "Preflight checks of the cluster for the environment failed; nothing was changed:",
    );
    const lines = [...new Set(said.split("\n").filter((line) => /^ *permission: missing /.test(line)))];
    expect(lines.length).toBeGreaterThan(3);
    await grant("builder", [
      ...lines.map(ruleOf),
      // It must also see that the nodes are simulated.
      { rules: [{ apiGroups: [""], resources: ["nodes"], verbs: ["list"] }] },
    ]);
    before = await objects();

    await checkout.pulumi(...operation("up", "there"));
    expect(await created(kubectl)).toEqual(await wanted(checkout, "dev"));
    await checkout.pulumi(...operation("up", "there"), "--expect-no-changes");
    await checkout.pulumi(...operation("destroy", "there"));
    expect(await objects()).toEqual(before);
  });

  /** Grants roles to an account in `default`, as administrator. */
  async function grant(account: string, grants: ReturnType<typeof ruleOf>[]): Promise<void> {
    const subjects = [{ kind: "ServiceAccount", name: account, namespace: "default" }];
    for (const [i, { namespace, rules }] of grants.entries()) {
      const name = `${account}-${i}`;
      // The control plane's namespace does not exist yet, so its rules are cluster-wide.
      const kind = namespace === "default" ? "Role" : "ClusterRole";
      const path = kind === "Role" ? `${RBAC}/namespaces/default/roles` : `${RBAC}/clusterroles`;
      const bindings =
        kind === "Role" ? `${RBAC}/namespaces/default/rolebindings` : `${RBAC}/clusterrolebindings`;
      const apiVersion = "rbac.authorization.k8s.io/v1";
      await make(cluster, path, { apiVersion, kind, metadata: { name }, rules });
      await make(cluster, bindings, {
        apiVersion,
        kind: `${kind}Binding`,
        metadata: { name },
        roleRef: { apiGroup: "rbac.authorization.k8s.io", kind, name },
        subjects,
      });
    }
  }

  test("reports a missing context before anything is created", async () => {
    configure({ kubeconfigPath: administrator, context: "nowhere" });
    const said = await refused();
    expect(said).toMatch(/found no context "nowhere"; expected one of "test"/);
    expect(said).not.toContain("unhandled exception"); // A user's mistake, not a failure of the program.
  });

  test("reports the context of an unreachable cluster without a wait", async () => {
    const config = parse(cluster.kubeconfig) as { clusters: [{ cluster: { server: string } }] };
    config.clusters[0].cluster.server = "https://127.0.0.1:1";
    const other = join(checkout.home, "other");
    writeFileSync(other, stringify(config), { mode: 0o600 });
    configure({ kubeconfigPath: other });
    expect(await refused()).toContain("nothing listens at https://127.0.0.1:1");
  });

  test("keeps existing namespaces: uses `default`, and stops for one that the stack would create", async () => {
    const addons = ["zipkin", "grafana", "prometheus", "servicegraph"];
    configure(
      { kubeconfigPath: administrator },
      { "meshstack:addons": Object.fromEntries(addons.map((name) => [name, { enabled: false }])) },
    );
    await kubectl("create", "namespace", "istio-system");
    before = await objects();
    expect(await refused()).toContain("Namespace istio-system: found one that this stack did not create");
    await kubectl("delete", "namespace", "istio-system");
    before = await objects();
    await checkout.pulumi(...operation("up", "there"));
    expect(await kubectl("get", "deployments", "-n", "default", "-o", "name")).toContain("productpage");
    await checkout.pulumi(...operation("destroy", "there"));
    expect(await objects()).toEqual(before);
  });
});
