import { Grafana } from "../../components/addons/grafana";
import { Prometheus } from "../../components/addons/prometheus";
import { Servicegraph } from "../../components/addons/servicegraph";
import { Zipkin } from "../../components/addons/zipkin";
import { recordObjects } from "../../stacks/recording/record";
import { NODE_PORTS, releaseDifferences, undone } from "./release";

const addons: Record<string, () => unknown> = {
  zipkin: () => new Zipkin("zipkin", { nodePort: NODE_PORTS.zipkin[9411] }),
  grafana: () => new Grafana("grafana", { nodePort: NODE_PORTS.grafana[3000] }),
  prometheus: () => new Prometheus("prometheus"),
  servicegraph: () => new Servicegraph("servicegraph"),
};

it.each(Object.keys(addons))("%s equals the release's except for the deviations", async (name) => {
  const produced = await recordObjects(() => void addons[name]!());
  expect(releaseDifferences(undone(produced), [`addons/${name}.yaml`])).toBe("");
});

describe("an addon", () => {
  it("has a NodePort only where the stack sets one", async () => {
    const [outside, inside] = await Promise.all(
      [30009, undefined].map((nodePort) => recordObjects(() => void new Prometheus("p", { nodePort }))),
    );
    const spec = (objects: typeof outside) => objects!.find(({ kind }) => kind === "Service")!.spec;
    expect(spec(outside)).toMatchObject({ type: "NodePort", ports: [{ port: 9090, nodePort: 30009 }] });
    expect(spec(inside)).not.toHaveProperty("type");
    expect(spec(inside)).toMatchObject({ ports: [{ port: 9090, name: "prometheus" }] });
  });

  it("follows the control plane's namespace, Istio's hub and tag, and the image settings", async () => {
    const namespace = "mesh";
    const images = { registryMirror: "mirror:5000", pullPolicy: "Always" as const, pullSecrets: ["pull"] };
    const objects = await recordObjects(() => {
      new Grafana("grafana", { namespace, images, hub: "quay.io/istio", tag: "1" });
      new Prometheus("prometheus", { namespace });
    });
    expect(new Set(objects.map(({ metadata }) => metadata.namespace))).toEqual(new Set(["mesh"]));
    const text = JSON.stringify(objects);
    expect(text).toContain('"image":"mirror:5000/istio/grafana:1","imagePullPolicy":"Always"');
    expect(text).toContain('"imagePullSecrets":[{"name":"pull"}]');
    expect(text).toContain("istio-mixer.mesh:42422");
  });
});
