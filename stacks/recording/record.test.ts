import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { recordObjects, recordResources } from "./record";

class Box extends pulumi.ComponentResource {
  readonly address: pulumi.Output<string>;
  constructor(name: string, opts?: pulumi.ComponentResourceOptions) {
    super("test:index:Box", name, {}, opts);
    const namespace = new k8s.core.v1.Namespace("ns", { metadata: { name: "box" } }, { parent: this });
    const map = new k8s.core.v1.ConfigMap(
      "map",
      { metadata: { name: "map", namespace: namespace.metadata.name }, data: { a: pulumi.secret("s") } },
      { parent: this },
    );
    this.address = pulumi.interpolate`${map.metadata.namespace}/${map.metadata.name}`;
    this.registerOutputs({ address: this.address });
  }
}

class Cluster extends pulumi.CustomResource {
  declare readonly kubeconfig: pulumi.Output<string>;
  constructor(name: string) {
    super("test:index:Cluster", name, { kubeconfig: undefined });
  }
}

const label =
  (value: string): pulumi.ResourceTransform =>
  ({ type, props, opts }) => {
    if (!type.startsWith("kubernetes:core")) return undefined;
    const labels = { ...props.metadata.labels, order: `${props.metadata.labels?.order ?? ""}${value}` };
    return { props: { ...props, metadata: { ...props.metadata, labels } }, opts };
  };

describe("recordObjects", () => {
  it("returns plain objects in the order of their dependencies", async () => {
    const objects = await recordObjects(() => {
      const last: pulumi.Resource[] = [];
      const box = new Box("box", { dependsOn: pulumi.output(Promise.resolve(last)) });
      new k8s.core.v1.ConfigMap(
        "after",
        { metadata: { name: "after", namespace: "box" }, data: { address: box.address } },
        { dependsOn: box },
      );
    });
    expect(objects).toEqual([
      { apiVersion: "v1", kind: "Namespace", metadata: { name: "box" } },
      { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "map", namespace: "box" }, data: { a: "s" } },
      {
        apiVersion: "v1",
        kind: "ConfigMap",
        metadata: { name: "after", namespace: "box" },
        data: { address: "box/map" },
      },
    ]);
  });

  it("applies transforms: the resource's, then its parents', then the stack's", async () => {
    const objects = await recordObjects(() => {
      pulumi.runtime.registerResourceTransform(label("stack"));
      new Box("box", { transforms: [label("parent1-"), label("parent2-")] });
      new k8s.core.v1.ConfigMap("own", { metadata: { name: "own" } }, { transforms: [label("own-")] });
    });
    const order = Object.fromEntries(
      objects.map(({ metadata }) => [metadata.name, (metadata.labels as { order: string }).order]),
    );
    expect(order).toEqual({ box: "parent1-parent2-stack", map: "parent1-parent2-stack", own: "own-stack" });
  });

  it("supports an explicit provider, its own or a parent's, of a cluster that does not exist yet", async () => {
    const resources = await recordResources(() => {
      const cluster = new Cluster("kubeconfig");
      const provider = new k8s.Provider("cluster", { kubeconfig: cluster.kubeconfig });
      new Box("box", { provider });
      new k8s.core.v1.ConfigMap("own", {}, { provider });
    });
    const providers = Object.fromEntries(resources.map((r) => [r.name, r.provider.split("::")[3]]));
    expect(providers).toMatchObject({ ns: "cluster", map: "cluster", own: "cluster", kubeconfig: undefined });
  });

  it("names an object without a name after its resource", async () => {
    const [object] = await recordObjects(() => void new k8s.core.v1.ConfigMap("anon", { data: {} }));
    expect(object?.metadata).toEqual({ name: "anon" });
  });

  it("isolates the project, stack and configuration of concurrent programs", async () => {
    const program = () => {
      const value = new pulumi.Config().get("value") ?? "none";
      const data = { value, stack: pulumi.getStack(), project: pulumi.getProject() };
      new k8s.core.v1.ConfigMap("c", { metadata: { name: "c" }, data });
    };
    const [first, second] = await Promise.all([
      recordObjects(program, { project: "p", stack: "s", config: { "p:value": "v" } }),
      recordObjects(program),
    ]);
    expect(first?.[0]?.data).toEqual({ value: "v", stack: "s", project: "p" });
    expect(second?.[0]?.data).toEqual({ value: "none", stack: "record", project: "meshstack" });
  });

  it("reports a field that is unknown without a cluster", async () => {
    const recording = recordObjects(() => {
      const service = new k8s.core.v1.Service("s", { metadata: { name: "s" } });
      const ip = service.status.apply((status) => status.loadBalancer.ingress[0]?.ip ?? "");
      new k8s.core.v1.ConfigMap("c", { metadata: { name: "c" }, data: { ip } });
    });
    await expect(recording).rejects.toThrow(
      /ConfigMap::c: the field data.ip is only known once the stack is up/,
    );
  });

  it("passes secrets to transforms as outputs, and still reports an unknown field", async () => {
    const program = (data: Record<string, pulumi.Input<string>>) => () => {
      pulumi.runtime.registerResourceTransform(label("stack"));
      new k8s.core.v1.ConfigMap("map", { metadata: { name: "map" }, data });
    };
    expect(await recordObjects(program({ a: pulumi.secret("s") }))).toMatchObject([
      { data: { a: "s" }, metadata: { labels: { order: "stack" } } },
    ]);
    const unknown = () => program({ a: new Cluster("cluster").kubeconfig })();
    await expect(recordObjects(unknown)).rejects.toThrow(/data\.a/);
  });

  it("rejects with the error of the program, a registration or a transform", async () => {
    await expect(recordObjects(() => Promise.reject(new Error("mine")))).rejects.toThrow("mine");
    await expect(
      recordObjects(() => {
        new k8s.core.v1.ConfigMap("same", {});
        new k8s.core.v1.ConfigMap("same", {});
      }),
    ).rejects.toThrow(/ConfigMap::same: two resources of one type have this name/);
    const broken: pulumi.ResourceTransform = () => {
      throw new Error("no sidecar for you");
    };
    await expect(
      recordObjects(() => void new k8s.core.v1.ConfigMap("c", {}, { transforms: [broken] })),
    ).rejects.toThrow(/no sidecar for you/);
    await expect(
      recordObjects(() => void new k8s.core.v1.ConfigMapPatch("p", { metadata: { name: "p" } })),
    ).rejects.toThrow(/ConfigMapPatch is not a plain Kubernetes object/);
  });
});
