import { planGrafana, planPrometheus, planServicegraph, planZipkin } from "../../components/addons/plans";
import { objectsOf, type PlannedComponent } from "../../components/objects";
import { NODE_PORTS, releaseDifferences, undone } from "./release";

const addons: Record<string, PlannedComponent> = {
  zipkin: planZipkin("zipkin", { nodePort: NODE_PORTS.zipkin[9411] }),
  grafana: planGrafana("grafana", { nodePort: NODE_PORTS.grafana[3000] }),
  prometheus: planPrometheus("prometheus"),
  servicegraph: planServicegraph("servicegraph"),
};

it.each(Object.entries(addons))("%s equals the release's except for the deviations", (name, addon) => {
  expect(releaseDifferences(undone(objectsOf([addon])), [`addons/${name}.yaml`])).toBe("");
});

describe("an addon", () => {
  it("has a NodePort only where the stack sets one", () => {
    const [outside, inside] = [30009, undefined].map((nodePort) =>
      objectsOf([planPrometheus("p", { nodePort })]),
    );
    const spec = (objects: typeof outside) => objects!.find(({ kind }) => kind === "Service")!.spec;
    expect(spec(outside)).toMatchObject({ type: "NodePort", ports: [{ port: 9090, nodePort: 30009 }] });
    expect(spec(inside)).not.toHaveProperty("type");
    expect(spec(inside)).toMatchObject({ ports: [{ port: 9090, name: "prometheus" }] });
  });

  it("follows the control plane's namespace, Istio's hub and tag, and the image settings", () => {
    const namespace = "mesh";
    const images = { registryMirror: "mirror:5000", pullPolicy: "Always" as const, pullSecrets: ["pull"] };
    const objects = objectsOf([
      planGrafana("grafana", { namespace, images, hub: "quay.io/istio", tag: "1" }),
      planPrometheus("prometheus", { namespace }),
    ]);
    expect(new Set(objects.map(({ metadata }) => metadata.namespace))).toEqual(new Set(["mesh"]));
    const text = JSON.stringify(objects);
    expect(text).toContain('"image":"mirror:5000/istio/grafana:1","imagePullPolicy":"Always"');
    expect(text).toContain('"imagePullSecrets":[{"name":"pull"}]');
    expect(text).toContain("istio-mixer.mesh:42422");
  });
});
