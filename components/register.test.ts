import { registeredResources } from "../test/support/registeredResources";
import { ObjectPlan, type PlannedComponent } from "./objects";
import { ObjectsComponent, type RegisteredObjects } from "./register";

const component = (name: string, { objects }: ObjectPlan, objectsWait = false): PlannedComponent => ({
  type: "test:index:Component",
  name,
  objects,
  objectsWait,
});
const metadata = (name: string) => ({ name, namespace: "shop" });

test("registers each object under its name, with the type of its kind, as a child", async () => {
  const plan = new ObjectPlan();
  plan.add("Service", { metadata: metadata("web") });
  plan.add("ClusterRole", { metadata: { name: "reader" } }, [], { name: "other" });
  const custom = {
    apiVersion: "networking.istio.io/v1",
    kind: "Gateway",
    metadata: metadata("entry"),
    spec: {},
  };
  plan.addCustom(custom);
  const [parent, ...children] = await registeredResources(
    () => void new ObjectsComponent(component("c", plan)),
  );
  expect(children.map((child) => child.parent)).toEqual(children.map(() => parent!.urn));
  // The SDK registers objects in the order in which it has serialized them.
  expect(Object.fromEntries(children.map(({ type, name, inputs }) => [name, { type, inputs }]))).toEqual({
    web: { type: "kubernetes:core/v1:Service", inputs: plan.objects[0]!.object },
    other: { type: "kubernetes:rbac.authorization.k8s.io/v1:ClusterRole", inputs: plan.objects[1]!.object },
    entry: { type: "kubernetes:networking.istio.io/v1:Gateway", inputs: plan.objects[2]!.object },
  });
});

test("takes over the resources of its other types and names in a stack", async () => {
  const plan = new ObjectPlan();
  const aliasNames = ["entry"];
  plan.add("Service", { metadata: metadata("gateway") }, [], { aliasNames });
  const aliasTypes = ["test:index:Former"];
  const [parent, child] = await registeredResources(
    () => void new ObjectsComponent({ ...component("c", plan), aliasTypes }),
  );
  expect([parent!.aliases, child!.aliases]).toEqual([[{ type: "test:index:Former" }], [{ name: "entry" }]]);
});

test("deletes each object before its replacement, which another namespace causes", async () => {
  const plan = new ObjectPlan();
  plan.add("Service", { metadata: metadata("page"), spec: { ports: [{ port: 80, nodePort: 30080 }] } });
  plan.add("ConfigMap", { metadata: metadata("settings") });
  const [, ...children] = await registeredResources(() => void new ObjectsComponent(component("c", plan)));
  expect(children.map(({ name, deleteBeforeReplace }) => [name, deleteBeforeReplace]).sort()).toEqual([
    ["page", true],
    ["settings", true],
  ]);
});

test("an object depends on objects of its component and of others, or on what its component waits for", async () => {
  const first = new ObjectPlan();
  const namespace = first.add("Namespace", { metadata: { name: "shop" } });
  const second = new ObjectPlan();
  const map = second.add("ConfigMap", { metadata: metadata("map") });
  second.add("Service", { metadata: metadata("web") }, [map]);
  const third = new ObjectPlan();
  third.add("Service", { metadata: metadata("page") }, [namespace]);
  third.add("ConfigMap", { metadata: metadata("free") });

  const resources = await registeredResources(() => {
    const registered: RegisteredObjects = new Map();
    new ObjectsComponent(component("first", first), {}, registered);
    const dependsOn = [registered.get(namespace)!];
    new ObjectsComponent(component("second", second, true), { dependsOn }, registered);
    new ObjectsComponent(component("third", third), { dependsOn }, registered);
  });
  const nameOf = (urn: string) => urn.split("::").at(-1);
  const dependencies = resources.map(({ name, dependencies }) => [name, dependencies.map(nameOf)]);
  expect(Object.fromEntries(dependencies)).toEqual({
    first: [],
    shop: [],
    second: ["shop"],
    map: ["shop"],
    web: ["map"],
    third: ["shop"],
    page: ["shop"],
    free: [],
  });
});
