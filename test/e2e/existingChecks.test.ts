import { parseStackConfig } from "../../stacks/config/parse";
import { TestResource } from "../support/testResource";
import { clusterRequirements } from "../../stacks/clusterRequirements";
import { freePort, startCluster, type TestCluster } from "../kubernetes/cluster";
import { describeCluster } from "../kubernetes/describeCluster";
import { createTestPki } from "../support/testPki";
import type { PropertyMap } from "../../runtime/protocol/values";
import { accountKubeconfig, expiredKubeconfig, make, otherKubeconfig, remove } from "./clusterAccess";

const NAMESPACES = "/api/v1/namespaces";
const SERVICES = "/api/v1/namespaces/default/services";
const DEPLOYMENTS = "/apis/apps/v1/namespaces/other/deployments";

/** What the checks of the whole environment report on a test cluster. */
describeCluster("the checks of a cluster that exists", () => {
  let cluster: TestCluster;
  beforeAll(async () => {
    cluster = await startCluster();
  });
  afterAll(() => cluster?.stop());

  const look = async (kubeconfig: string, stack: Record<string, unknown> = {}): Promise<TestResource> => {
    const config = parseStackConfig({ cluster: { driver: "existing" }, ...stack });
    const requirements = clusterRequirements(config);
    const resource = new TestResource("local:index:ClusterPrerequisites", "/");
    await resource.up({ ...requirements, for: "the environment", kubeconfig } as unknown as PropertyMap);
    return resource;
  };
  const failures = (kubeconfig: string, stack?: Record<string, unknown>): Promise<string> =>
    look(kubeconfig, stack).then(
      () => "nothing",
      (error: Error) => error.message,
    );
  const current = { mesh: { version: "1.31.4" } };

  test.each<[string, Record<string, unknown>]>([
    ["classic", {}],
    ["current", current],
  ])("the %s environment passes on simulated nodes of any version", async (_, stack) => {
    const { messages } = await look(cluster.kubeconfig, stack);
    expect(messages).toEqual([]);
  });

  test("reports an unreachable cluster and rejected credentials, each with its cause", async () => {
    const port = await freePort();
    const foreign = await createTestPki({ serviceIPs: ["10.96.0.1"] });
    const cases: [kubeconfig: string, message: RegExp][] = [
      [
        otherKubeconfig(cluster, { cluster: { server: `https://127.0.0.1:${port}` } }),
        /nothing listens at https:\/\/127\.0\.0\.1:\d+. Start the cluster, or use another kubeconfig or context/,
      ],
      [
        otherKubeconfig(cluster, { cluster: { server: "https://there-is-no-such-host.invalid:6443" } }),
        /the name in https:\/\/there-is-no-such-host\.invalid:6443 cannot be resolved/,
      ],
      [
        otherKubeconfig(cluster, {
          cluster: { "certificate-authority-data": Buffer.from(foreign["ca.crt"]!).toString("base64") },
        }),
        /is not signed by the kubeconfig's authority .*Get a new kubeconfig/,
      ],
      [
        otherKubeconfig(cluster, { cluster: { server: `http://127.0.0.1:${cluster.port}` } }),
        /answers 400: .*HTTPS server/,
      ],
      [
        otherKubeconfig(cluster, { user: { token: "nobody's" } }),
        /rejects them \(401\)\. Get a new kubeconfig/,
      ],
      [await expiredKubeconfig(cluster), /rejects them \(401; they expired at 2020-01-01T01:00:00\.000Z\)/],
      [otherKubeconfig(cluster, { user: {} }), /credentials: /],
    ];
    for (const [kubeconfig, message] of cases) {
      const said = await failures(kubeconfig);
      expect(said).toMatch(message);
      expect(said.split("\n")).toHaveLength(2); // The sentence and one failure: all other facts are unknown.
    }
  });

  test("reports all missing rights of an account at once, grouped", async () => {
    const kubeconfig = await accountKubeconfig(cluster, "restricted");
    await make(cluster, "/apis/rbac.authorization.k8s.io/v1/namespaces/default/rolebindings", {
      apiVersion: "rbac.authorization.k8s.io/v1",
      kind: "RoleBinding",
      metadata: { name: "restricted" },
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "edit" },
      subjects: [{ kind: "ServiceAccount", name: "restricted", namespace: "default" }],
    });
    const said = await failures(kubeconfig);
    expect(said).toContain(
      "Preflight checks of the cluster for the environment failed; nothing was changed:\n",
    );
    for (const resources of [
      "clusterrolebindings.rbac.authorization.k8s.io, clusterroles.rbac.authorization.k8s.io, customresourcedefinitions.apiextensions.k8s.io, namespaces in the whole cluster",
      ".*deployments.apps, .*services, stdios.config.istio.io in istio-system",
    ])
      expect(said).toMatch(
        new RegExp(`^ *permission: missing get, create, patch, delete, list, watch ${resources}$`, "m"),
      );
    expect(said).toMatch(
      /permission: missing escalate, bind clusterroles.*or each permission that the roles grant: .*config\.istio\.io/,
    );
    // The account has all rights in its own namespace.
    expect(said).not.toMatch(/ in default/);
    expect(said).toContain("may not list nodes, so the nodes are assumed to run containers");
  });

  test("a cluster administrator passes without the rights of each role", async () => {
    const kubeconfig = await accountKubeconfig(cluster, "administrator");
    await make(cluster, "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings", {
      apiVersion: "rbac.authorization.k8s.io/v1",
      kind: "ClusterRoleBinding",
      metadata: { name: "administrator" },
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "cluster-admin" },
      subjects: [{ kind: "ServiceAccount", name: "administrator", namespace: "default" }],
    });
    expect(await failures(kubeconfig)).toBe("nothing");
  });

  test("names the owner of a taken NodePort and its key", async () => {
    const service = (nodePort: number) => ({
      apiVersion: "v1",
      kind: "Service",
      metadata: { name: "shop" },
      spec: { type: "NodePort", ports: [{ port: 80, nodePort }] },
    });
    await make(cluster, SERVICES, service(32000));
    try {
      expect(await failures(cluster.kubeconfig)).toContain(
        "NodePort 32000 for the ingress (mesh.ingress.httpNodePort): found the Service default/shop using it; expected a free one. Delete",
      );
      // Without permission to list Services, a dry run finds the conflict.
      const kubeconfig = await accountKubeconfig(cluster, "shopkeeper");
      await make(cluster, "/apis/rbac.authorization.k8s.io/v1/namespaces/default/rolebindings", {
        apiVersion: "rbac.authorization.k8s.io/v1",
        kind: "RoleBinding",
        metadata: { name: "shopkeeper" },
        roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "edit" },
        subjects: [{ kind: "ServiceAccount", name: "shopkeeper", namespace: "default" }],
      });
      expect(await failures(kubeconfig)).toContain(
        "NodePort 32000 for the ingress (mesh.ingress.httpNodePort): found another Service using it",
      );
    } finally {
      await remove(cluster, SERVICES, "shop");
    }
  });

  test("rejects an existing namespace", async () => {
    await make(cluster, NAMESPACES, { apiVersion: "v1", kind: "Namespace", metadata: { name: "bought" } });
    expect(await failures(cluster.kubeconfig, { mesh: { namespace: "bought" } })).toMatch(
      /Namespace bought: found one that this stack did not create\. Delete the object.*mesh\.namespace/,
    );
    expect(await failures(cluster.kubeconfig, { bookinfo: { namespace: "bought" } })).toMatch(
      /Namespace bought: found one/,
    );
  });

  test("another Istio: its control plane is an error, its leftovers are warnings", async () => {
    await make(cluster, NAMESPACES, { apiVersion: "v1", kind: "Namespace", metadata: { name: "other" } });
    const labels = { app: "istiod" };
    await make(cluster, DEPLOYMENTS, {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { name: "istiod-canary" },
      spec: {
        selector: { matchLabels: labels },
        template: { metadata: { labels }, spec: { containers: [{ name: "discovery", image: "istiod" }] } },
      },
    });
    await make(cluster, "/apis/apiextensions.k8s.io/v1/customresourcedefinitions", {
      apiVersion: "apiextensions.k8s.io/v1",
      kind: "CustomResourceDefinition",
      metadata: { name: "wasmplugins.extensions.istio.io" },
      spec: {
        group: "extensions.istio.io",
        scope: "Namespaced",
        names: { kind: "WasmPlugin", plural: "wasmplugins" },
        versions: [
          { name: "v1alpha1", served: true, storage: true, schema: { openAPIV3Schema: { type: "object" } } },
        ],
      },
    });
    expect(await failures(cluster.kubeconfig, current)).toContain(
      "another Istio control plane: found Deployment other/istiod-canary. Remove that Istio, or use another cluster.",
    );
    await remove(cluster, DEPLOYMENTS, "istiod-canary");
    const { messages } = await look(cluster.kubeconfig);
    expect(messages).toEqual([
      "warning: definitions of custom resources of another Istio: found CustomResourceDefinition wasmplugins.extensions.istio.io. Remove them and the leftovers of that Istio.",
    ]);
    await remove(
      cluster,
      "/apis/apiextensions.k8s.io/v1/customresourcedefinitions",
      "wasmplugins.extensions.istio.io",
    );
  });

  test("reports the server's message when Pod Security rejects the init container", async () => {
    const enforce = (level: string) =>
      cluster.client.apply(
        { path: NAMESPACES, apiVersion: "v1", kind: "Namespace" },
        "default",
        {
          apiVersion: "v1",
          kind: "Namespace",
          metadata: { name: "default", labels: { "pod-security.kubernetes.io/enforce": level } },
        },
        { fieldManager: "somebody-else" },
      );
    for (const [level, stack] of [
      ["restricted", {}],
      ["baseline", current],
    ] as const) {
      await enforce(level);
      const said = await failures(cluster.kubeconfig, stack);
      expect(said).toMatch(/admission: the pods of .*productpage-v1.* in default would be rejected: /);
      expect(said).toMatch(new RegExp(`violates PodSecurity "${level}:latest": .*NET_ADMIN`));
      expect(said).toContain(
        "kubectl label namespace default pod-security.kubernetes.io/enforce=privileged --overwrite",
      );
    }
    await enforce("privileged");
    expect(await failures(cluster.kubeconfig)).toBe("nothing");
  });

  test("real nodes require a supported version, cluster DNS and kube-proxy", async () => {
    await make(cluster, "/api/v1/nodes", { apiVersion: "v1", kind: "Node", metadata: { name: "real" } });
    try {
      const said = await failures(cluster.kubeconfig);
      expect(said).toMatch(/Kubernetes version: found v1\.33\S*; expected 1\.21 or older for Istio 0\.2/);
      expect(said).toContain("cluster DNS: kube-system has no Service kube-dns");
      expect(said).not.toContain("kube-proxy:"); // A replacement of kube-proxy may be unknown.
      expect(await failures(cluster.kubeconfig, current)).not.toContain("Kubernetes version:");
    } finally {
      await remove(cluster, "/api/v1/nodes", "real");
    }
  });
});
