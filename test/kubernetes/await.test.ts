import { createProvider } from "../../runtime/providers/kubernetes/provider";
import type { ApiClient, Collection } from "../../lib/clients/kubernetes/apiClient";
import type { InitializationError } from "../../runtime/protocol/provider";
import type { PropertyMap } from "../../runtime/protocol/values";
import type { TestCluster } from "./cluster";
import { describeCluster } from "./describeCluster";
import { Stack } from "./resources";
import { sharedCluster } from "./sharedCluster";

const namespace = "waits";
const typed = (
  apiVersion: string,
  kind: string,
  name: string,
  rest: PropertyMap,
  annotations?: PropertyMap,
): PropertyMap => ({
  apiVersion,
  kind,
  metadata: { name, ...(annotations ? { annotations } : {}) },
  ...rest,
});
const podTemplate = (app: string, spec: PropertyMap = {}): PropertyMap => ({
  metadata: { labels: { app } },
  spec: { containers: [{ name: "c", image: "docker.io/mesh/busybox:1" }], ...spec },
});
/** No simulated node has this label, so pods with this selector stay pending. */
const nowhere = { nodeSelector: { nowhere: "true" } };
const soon = { "pulumi.com/timeoutSeconds": "1" };

const in_ = (plural: string, kind: string, group = "/api/v1"): Collection => ({
  path: `${group}/namespaces/${namespace}/${plural}`,
  apiVersion: group.replace(/^\/apis?\//, ""),
  kind,
});

describeCluster("waiting for objects", () => {
  let cluster: TestCluster;
  let client: ApiClient;
  let stack: Stack;

  beforeAll(async () => {
    cluster = await sharedCluster();
    client = cluster.client;
    stack = await new Stack(createProvider).configure({ kubeconfig: cluster.kubeconfig, namespace });
    await stack.create("kubernetes:core/v1:Namespace", "space", {
      apiVersion: "v1",
      kind: "Namespace",
      metadata: { name: namespace },
    });
  });
  afterAll(async () => {
    await stack?.provider.close();
    await cluster?.stop();
  });

  const failureOf = async (wait: Promise<unknown>): Promise<InitializationError> => {
    const error: unknown = await wait.then(
      () => new Error("it became ready"),
      (reason: unknown) => reason,
    );
    expect(error).toMatchObject({ name: "InitializationError" });
    return error as InitializationError;
  };

  test("creates an object right after its definition", async () => {
    await stack.create("kubernetes:apiextensions.k8s.io/v1:CustomResourceDefinition", "routerules", {
      apiVersion: "apiextensions.k8s.io/v1",
      kind: "CustomResourceDefinition",
      metadata: { name: "routerules.rec.example.com" },
      spec: {
        group: "rec.example.com",
        scope: "Namespaced",
        names: { kind: "RouteRule", listKind: "RouteRuleList", plural: "routerules", singular: "routerule" },
        versions: [
          {
            name: "v1",
            served: true,
            storage: true,
            schema: { openAPIV3Schema: { type: "object", "x-kubernetes-preserve-unknown-fields": true } },
          },
        ],
      },
    });
    const { outputs, inputs } = stack.state("routerules");
    expect(outputs).toMatchObject({
      spec: { versions: [{ schema: { openAPIV3Schema: { x_kubernetes_preserve_unknown_fields: true } } }] },
      __inputs: {
        spec: { versions: [{ schema: { openAPIV3Schema: { x_kubernetes_preserve_unknown_fields: true } } }] },
      },
    });
    expect(inputs).toMatchObject({
      spec: { versions: [{ schema: { openAPIV3Schema: { "x-kubernetes-preserve-unknown-fields": true } } }] },
    });
    const rule = (precedence: number) =>
      typed("rec.example.com/v1", "RouteRule", "reviews-default", { spec: { precedence } });
    await stack.create("kubernetes:rec.example.com/v1:RouteRule", "rule", rule(1));
    expect(stack.state("rule").id).toBe("waits/reviews-default");
    expect(await stack.diff("kubernetes:rec.example.com/v1:RouteRule", "rule", rule(2))).toMatchObject({
      replaces: [],
      detailedDiff: { "spec.precedence": { kind: "update" } },
    });
    await stack.update("kubernetes:rec.example.com/v1:RouteRule", "rule", rule(2));
    expect(stack.state("rule").outputs).toMatchObject({
      spec: { precedence: 2 },
      metadata: { generation: 2 },
    });
    expect(
      (await stack.refresh("kubernetes:apiextensions.k8s.io/v1:CustomResourceDefinition", "routerules"))
        ?.inputs,
    ).toEqual(inputs);
  });

  test("waits for Deployments, StatefulSets, DaemonSets, Jobs, Pods and Services in parallel", async () => {
    const selector = (app: string) => ({ matchLabels: { app } });
    await Promise.all([
      stack.create(
        "kubernetes:apps/v1:Deployment",
        "d",
        typed("apps/v1", "Deployment", "d", {
          spec: { replicas: 2, selector: selector("d"), template: podTemplate("d") },
        }),
      ),
      stack.create(
        "kubernetes:apps/v1:StatefulSet",
        "s",
        typed("apps/v1", "StatefulSet", "s", {
          spec: { serviceName: "s", replicas: 2, selector: selector("s"), template: podTemplate("s") },
        }),
      ),
      stack.create(
        "kubernetes:apps/v1:DaemonSet",
        "ds",
        typed("apps/v1", "DaemonSet", "ds", {
          spec: { selector: selector("ds"), template: podTemplate("ds") },
        }),
      ),
      stack.create(
        "kubernetes:batch/v1:Job",
        "j",
        typed("batch/v1", "Job", "j", { spec: { template: podTemplate("j", { restartPolicy: "Never" }) } }),
      ),
      stack.create(
        "kubernetes:core/v1:Pod",
        "p",
        typed("v1", "Pod", "p", { spec: (podTemplate("p") as { spec: PropertyMap }).spec }),
      ),
      stack.create(
        "kubernetes:core/v1:Service",
        "svc",
        typed("v1", "Service", "svc", { spec: { selector: { app: "d" }, ports: [{ port: 80 }] } }),
      ),
      stack.create(
        "kubernetes:core/v1:Service",
        "headless",
        typed("v1", "Service", "headless", {
          spec: { clusterIP: "None", selector: { app: "nobody" }, ports: [{ port: 80 }] },
        }),
      ),
      stack.create(
        "kubernetes:core/v1:Service",
        "external",
        typed("v1", "Service", "external", { spec: { type: "ExternalName", externalName: "example.com" } }),
      ),
    ]);
    expect(stack.messages("d")).toContain("Deployment initialization complete");
    expect(stack.messages("s")).toContain("StatefulSet initialization complete");
    expect(stack.messages("ds")).toContain("All replicas scheduled as expected. Replicas: 1");
    expect(stack.messages("svc")).toEqual(expect.arrayContaining(["Service initialization complete"]));
    expect(stack.state("j").outputs).toMatchObject({ status: { succeeded: 1 } });
    expect(stack.state("p").outputs).toMatchObject({ status: { phase: "Running" } });
  });

  test("an update of a pod template waits for the new pods", async () => {
    const changed = typed("apps/v1", "Deployment", "d", {
      spec: {
        replicas: 2,
        selector: { matchLabels: { app: "d" } },
        template: podTemplate("d", {
          terminationGracePeriodSeconds: 0,
          containers: [{ name: "c", image: "docker.io/mesh/busybox:2" }],
        }),
      },
    });
    await stack.update("kubernetes:apps/v1:Deployment", "d", changed);
    expect(stack.state("d").outputs).toMatchObject({
      metadata: { annotations: { "deployment.kubernetes.io/revision": "2" } },
      status: { updatedReplicas: 2, readyReplicas: 2 },
    });
    const pods = await client.list(in_("pods", "Pod"), { labelSelector: "app=d" });
    const current = pods.items.filter((pod) => JSON.stringify(pod).includes("busybox:2"));
    expect(current).toHaveLength(2);
  });

  test("a Deployment with unschedulable pods fails after the timeout with the scheduler's message", async () => {
    const error = await failureOf(
      stack.create(
        "kubernetes:apps/v1:Deployment",
        "stuck",
        typed(
          "apps/v1",
          "Deployment",
          "stuck",
          { spec: { selector: { matchLabels: { app: "stuck" } }, template: podTemplate("stuck", nowhere) } },
          soon,
        ),
      ),
    );
    expect(error.reasons.slice(0, 3)).toEqual([
      'resource "urn:pulumi:dev::test::kubernetes:apps/v1:Deployment::stuck" was successfully created, but the Kubernetes API ' +
        "server reported that it failed to fully initialize or become live: 'stuck' timed out waiting to be Ready",
      "[MinimumReplicasUnavailable] Deployment does not have minimum availability.",
      "Minimum number of live Pods was not attained",
    ]);
    expect(error.reasons[3]).toMatch(/^\[Pod waits\/stuck-\w+-\w+\]: 0\/1 nodes are available/);
    expect(stack.state("stuck").outputs).toMatchObject({ status: { unavailableReplicas: 1 } });
    expect(stack.messages("stuck")).toContain(
      "Waiting for app ReplicaSet to be available (0/1 Pods available)",
    );
    await stack.delete("kubernetes:apps/v1:Deployment", "stuck");
  });

  test("a Deployment with rejected pods fails with the explaining events", async () => {
    await stack.create(
      "kubernetes:core/v1:ResourceQuota",
      "quota",
      typed("v1", "ResourceQuota", "quota", {
        spec: { hard: { "count/replicationcontrollers": "0", configmaps: "50" } },
      }),
    );
    const template = podTemplate("refused", { serviceAccountName: "absent" });
    const error = await failureOf(
      stack.create(
        "kubernetes:apps/v1:Deployment",
        "refused",
        typed(
          "apps/v1",
          "Deployment",
          "refused",
          { spec: { selector: { matchLabels: { app: "refused" } }, template } },
          soon,
        ),
      ),
    );
    expect(error.reasons.join("\n")).toMatch(/serviceaccount "absent" not found/);
    await stack.delete("kubernetes:apps/v1:Deployment", "refused");
  });

  test("a failed Job ends the wait", async () => {
    const spec = {
      backoffLimit: 0,
      activeDeadlineSeconds: 1,
      template: podTemplate("late", { restartPolicy: "Never", ...nowhere }),
    };
    const error = await failureOf(
      stack.create("kubernetes:batch/v1:Job", "late", typed("batch/v1", "Job", "late", { spec })),
    );
    expect(error.reasons[0]).toMatch(/Resource 'late' was created but failed to initialize$/);
    expect(error.reasons[1]).toMatch(/^\[DeadlineExceeded\]/);
  });

  test("at the timeout, a Service without pods is ready, and a load balancer without an address is not", async () => {
    const ports = [{ port: 80 }];
    await stack.create(
      "kubernetes:core/v1:Service",
      "nobody",
      typed("v1", "Service", "nobody", { spec: { selector: { app: "nobody" }, ports } }, soon),
    );
    const error = await failureOf(
      stack.create(
        "kubernetes:core/v1:Service",
        "balancer",
        typed(
          "v1",
          "Service",
          "balancer",
          { spec: { type: "LoadBalancer", selector: { app: "d" }, ports } },
          soon,
        ),
      ),
    );
    expect(error.reasons).toContain(
      "Service was not allocated an IP address; does your cloud provider support this?",
    );
    expect(stack.messages("balancer")).toContain("[2/3] Attempting to allocate IP address to Service");
  });

  test("an Ingress without a controller fails unless its wait is skipped", async () => {
    const backend = { service: { name: "svc", port: { number: 80 } } };
    const spec = { rules: [{ http: { paths: [{ path: "/productpage", pathType: "Exact", backend }] } }] };
    const error = await failureOf(
      stack.create(
        "kubernetes:networking.k8s.io/v1:Ingress",
        "gateway",
        typed("networking.k8s.io/v1", "Ingress", "gateway", { spec }, soon),
      ),
    );
    expect(error.reasons[1]).toMatch(/^Ingress \.status\.loadBalancer field was not updated/);
    await stack.create(
      "kubernetes:networking.k8s.io/v1:Ingress",
      "skipped",
      typed("networking.k8s.io/v1", "Ingress", "skipped", { spec }, { "pulumi.com/skipAwait": "true" }),
    );
    expect(stack.messages("skipped")).toContain("Skipping await logic");
  });

  test("a claim without a class fails after the timeout with the cause", async () => {
    const spec = { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } };
    const error = await failureOf(
      stack.create(
        "kubernetes:core/v1:PersistentVolumeClaim",
        "claim",
        typed("v1", "PersistentVolumeClaim", "claim", { spec }, soon),
      ),
    );
    expect(error.reasons.join("\n")).toContain("it has no storage class");
  });

  test("a deletion waits for finalizers and names the remaining ones", async () => {
    const name = "held";
    await stack.create("kubernetes:rec.example.com/v1:RouteRule", name, {
      apiVersion: "rec.example.com/v1",
      kind: "RouteRule",
      metadata: { name, finalizers: ["example.com/hold"], annotations: { "pulumi.com/timeoutSeconds": "1" } },
      spec: {},
    });
    const type = "kubernetes:rec.example.com/v1:RouteRule";
    await expect(stack.delete(type, name)).rejects.toThrow(
      /timed out waiting for deletion.*example\.com\/hold/,
    );
    const rules = in_("routerules", "RouteRule", "/apis/rec.example.com/v1");
    const deletion = stack.delete(type, name);
    await client.jsonPatch(rules, name, [{ op: "remove", path: "/metadata/finalizers" }]);
    await deletion;
    await expect(client.get(rules, name)).rejects.toMatchObject({ code: 404 });
  });

  test("a cancelled wait ends at once and keeps the object in the state", async () => {
    const own = await new Stack(createProvider).configure({ kubeconfig: cluster.kubeconfig, namespace });
    const wait = failureOf(
      own.create(
        "kubernetes:core/v1:Pod",
        "cancelled",
        typed("v1", "Pod", "cancelled", { spec: (podTemplate("x", nowhere) as { spec: PropertyMap }).spec }),
      ),
    );
    while (!own.messages("cancelled").some((text) => text.startsWith("Waiting for Pod")))
      await new Promise(setImmediate);
    await own.provider.cancel();
    expect((await wait).reasons[0]).toMatch(/Resource operation was cancelled for 'cancelled'$/);
    expect(own.state("cancelled").id).toBe("waits/cancelled");
    await own.provider.close();
  });

  test("a preview shows that the server forbids a creation, as the official provider does", async () => {
    const user = await new Stack(createProvider).configure({
      namespace,
      kubeconfig: cluster.kubeconfig.replace(/^( *)(client-certificate-data:)/m, "$1as: nobody\n$1$2"),
    });
    const preview = await user.provider.create({
      ...user.identity("kubernetes:core/v1:ConfigMap", "refused"),
      properties: typed("v1", "ConfigMap", "refused", { data: { a: "1" } }),
      timeout: 0,
      preview: true,
    });
    expect(preview.id).toBe("");
    expect(user.messages("refused").join("\n")).toMatch(
      /^Retry #0; creation failed: configmaps "refused" is forbidden: User "nobody" cannot \w+ resource "configmaps"/m,
    );
    await user.provider.close();
  });

  test("keeps created objects in the state for a user without watch permission", async () => {
    const user = await new Stack(createProvider).configure({
      namespace,
      kubeconfig: cluster.kubeconfig.replace(/^( *)(client-certificate-data:)/m, "$1as: limited\n$1$2"),
    });
    const rules = [
      { apiGroups: ["apps"], resources: ["deployments"], verbs: ["create", "get", "patch"] },
      { apiGroups: [""], resources: ["pods"], verbs: ["create", "get", "patch"] },
    ];
    const role = { apiVersion: "rbac.authorization.k8s.io/v1", kind: "Role", name: "limited" };
    await stack.create(
      "kubernetes:rbac.authorization.k8s.io/v1:Role",
      "limited",
      typed(role.apiVersion, "Role", "limited", { rules }),
    );
    await stack.create(
      "kubernetes:rbac.authorization.k8s.io/v1:RoleBinding",
      "binding",
      typed(role.apiVersion, "RoleBinding", "limited", {
        roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: "limited" },
        subjects: [{ apiGroup: "rbac.authorization.k8s.io", kind: "User", name: "limited" }],
      }),
    );
    // The server applies a new binding after a delay.
    const absent = {
      ...user.identity("kubernetes:core/v1:Pod", "absent"),
      id: `${namespace}/absent`,
      properties: {},
      inputs: {},
      timeout: 0,
    };
    while ((await user.provider.read(absent).catch(() => undefined)) === undefined)
      await new Promise(setImmediate);
    const spec = (podTemplate("limited") as { spec: PropertyMap }).spec;
    const error = await failureOf(
      user.create("kubernetes:core/v1:Pod", "unseen", typed("v1", "Pod", "unseen", { spec })),
    );
    expect(error.reasons[0]).toMatch(/it could not be watched: pods .*is forbidden/);
    expect(user.state("unseen").id).toBe("waits/unseen");
    expect((await user.refresh("kubernetes:core/v1:Pod", "unseen"))?.id).toBe("waits/unseen");
    await user.provider.close();
  });
});
