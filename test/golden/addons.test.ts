import { Grafana, Prometheus, Servicegraph, Zipkin } from "../../components/addons";
import { recordObjects } from "../../stacks/recording/record";
import { describeReference } from "../reference";
import { compareObjects, describeDifferences } from "./compare";
import { NODE_PORTS, releaseObjects, adjustments } from "./release";

const addons: Record<string, () => unknown> = {
  zipkin: () => new Zipkin("zipkin", { nodePort: NODE_PORTS.zipkin[9411] }),
  grafana: () => new Grafana("grafana", { nodePort: NODE_PORTS.grafana[3000] }),
  prometheus: () => new Prometheus("prometheus"),
  servicegraph: () => new Servicegraph("servicegraph"),
};

describeReference("the release's addons", () => {
  it.each(Object.keys(addons))(
    "%s: every object, nothing else, equal but for the deviations",
    async (name) => {
      const produced = await recordObjects(() => void addons[name]!());
      const expected = releaseObjects("addons", `${name}.yaml`);
      const differences = compareObjects(expected, produced, adjustments());
      expect(describeDifferences(differences)).toBe("");
    },
  );
});

describe("an addon", () => {
  it("answers on a NodePort where the stack says one, and inside the cluster only elsewhere", async () => {
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
