import { planGrafana, planPrometheus, planServicegraph, planZipkin } from "../../components/addons/plans";
import { deviations } from "./deviations/classic";
import { planClassicMesh } from "../../components/mesh/classic/objects";
import { objectsOf } from "../../components/objects";
import { type ComparedObject, compareObjects, identity } from "./compare";
import { expectOrder, kindsBefore } from "./dependencies";
import { hashOf } from "./hashes";
import { meshObjects, NODE_PORTS, releaseDifferences, undone } from "./release";

const releaseFiles: [file: string, tls: boolean][] = [
  ["install/istio.yaml", false],
  ["install/istio-auth.yaml", true],
];

describe("the release's control plane", () => {
  it.each(releaseFiles)("%s equals the release's except for the deviations (tls: %s)", (file, tls) => {
    expect(releaseDifferences(undone(meshObjects({ tls }), { tls }), [file])).toBe("");
  });

  it("requires every deviation", () => {
    const addons = ["zipkin", "grafana", "prometheus", "servicegraph"];
    const files = ["install/istio.yaml", ...addons.map((name) => `addons/${name}.yaml`)];
    const produced = objectsOf([
      planClassicMesh("mesh"),
      planZipkin("zipkin", { nodePort: NODE_PORTS.zipkin[9411] }),
      planGrafana("grafana", { nodePort: NODE_PORTS.grafana[3000] }),
      planPrometheus("prometheus"),
      planServicegraph("servicegraph"),
    ]);
    const differencesWithout = (omitted: string | undefined) =>
      releaseDifferences(
        undone(
          produced,
          {},
          deviations.filter(({ id }) => id !== omitted),
        ),
        files,
      );
    expect(differencesWithout(undefined)).toBe("");
    const idle = deviations.map(({ id }) => id).filter((id) => differencesWithout(id) === "");
    expect(idle).toEqual([]);
  });

  it.each(releaseFiles)("in a single namespace equals %s except for Pilot and the CA", (file, tls) => {
    const pilotAndCa = (object: ComparedObject): ComparedObject => {
      if (object.kind !== "Deployment") return object;
      const copy = structuredClone(object);
      const [container] = (copy.spec as { template: { spec: { containers: [Record<string, unknown>] } } })
        .template.spec.containers;
      if (object.metadata.name === "istio-pilot") {
        const args = container.args as string[];
        expect(args.slice(3, 5)).toEqual(["-a", "istio-system"]);
        container.args = args.toSpliced(3, 2);
      }
      if (object.metadata.name === "istio-ca") {
        const fieldRef = { apiVersion: "v1", fieldPath: "metadata.namespace" };
        expect(container.env).toEqual([{ name: "NAMESPACE", valueFrom: { fieldRef } }]);
        delete container.env;
        container.command = ["/usr/local/bin/istio_ca"];
        container.args = ["--grpc-port=8060", "--grpc-hostname=istio-ca", "--self-signed-ca=true"];
      }
      return copy;
    };
    const produced = meshObjects({ singleNamespace: true, tls });
    expect(releaseDifferences(undone(produced, { tls }).map(pilotAndCa), [file])).toBe("");
  });
});

it("comparison and hash detect a change of any field", () => {
  const unseen: string[] = [];
  for (const object of meshObjects()) {
    for (const path of leaves(object)) {
      const copy = structuredClone(object);
      change(copy, path);
      if (compareObjects([object], [copy]).length === 0 || hashOf(object) === hashOf(copy))
        unseen.push(`${identity(object)}: ${path.join(".")}`);
    }
  }
  expect(unseen).toEqual([]);
});

function leaves(value: unknown, path: string[] = []): string[][] {
  if (typeof value !== "object" || value === null) return [path];
  return Object.entries(value).flatMap(([key, child]) => leaves(child, [...path, key]));
}

function change(object: unknown, path: string[]): void {
  const parent = path.slice(0, -1).reduce((at, key) => (at as Record<string, unknown>)[key], object);
  const key = path.at(-1)!;
  const fields = parent as Record<string, unknown>;
  fields[key] = typeof fields[key] === "string" ? `${fields[key]}x` : !fields[key];
}

describe("a control plane", () => {
  const changed = (before: ComparedObject[], after: ComparedObject[]) =>
    compareObjects(before, after).map(({ object, path }) => `${object}: ${path}`);

  it("with TLS differs in the mesh config and in Pilot's checksum of it", () => {
    expect(changed(meshObjects(), meshObjects({ tls: true }))).toEqual([
      "ConfigMap istio-system/istio: data.mesh.authPolicy",
      'Deployment istio-system/istio-pilot: spec.template.metadata.annotations["checksum/mesh-config"]',
    ]);
  });

  it("without policy checks and tracing differs in the mesh config, and Mixer sends no traces", () => {
    const objects = meshObjects({ policyChecks: false, tracing: false });
    expect(changed(meshObjects(), objects)).toEqual(
      expect.arrayContaining([
        "ConfigMap istio-system/istio: data.mesh.disablePolicyChecks",
        "ConfigMap istio-system/istio: data.mesh.enableTracing",
      ]),
    );
    expect(JSON.stringify(objects)).not.toContain("--traceOutput");
  });

  it("uses hub, tag, the plain proxy image and the image settings", () => {
    const objects = meshObjects({
      hub: "quay.io/istio",
      tag: "0.2.10",
      debugImages: false,
      images: { registryMirror: "mirror:5000" },
    });
    const images = new Set(JSON.stringify(objects).match(/(?<="image":")[^"]*/g));
    expect([...images].sort()).toEqual([
      "mirror:5000/istio/istio-ca:0.2.10",
      "mirror:5000/istio/mixer:0.2.10",
      "mirror:5000/istio/pilot:0.2.10",
      "mirror:5000/istio/proxy:0.2.10",
      "mirror:5000/prom/statsd-exporter",
    ]);
  });

  it("never names istio-system in another namespace", () => {
    const objects = meshObjects({ namespace: "mesh" });
    expect(JSON.stringify(objects)).not.toContain("istio-system");
    expect(objects.map(identity)).toContain("ClusterRoleBinding istio-pilot-admin-role-binding-mesh");
  });

  it("has the HTTPS NodePort of the stack", () => {
    const objects = meshObjects({ ingress: { httpNodePort: 31000, httpsNodePort: 31001 } });
    const service = objects.find((object) => identity(object) === "Service istio-system/istio-ingress");
    expect(service?.spec).toMatchObject({ ports: [{ nodePort: 31000 }, { nodePort: 31001 }] });
  });

  it("registers each object after its dependencies, and no Deployment after its Service", () => {
    const { objects, crds } = planClassicMesh("mesh");
    expectOrder(objects);
    expect(crds).toHaveLength(20);
    expect(kindsBefore(objects, "rule", "promhttp")).toEqual([
      "CustomResourceDefinition",
      "Namespace",
      "attributemanifest",
      "logentry",
      "metric",
      "prometheus",
      "stdio",
    ]);
    expect(kindsBefore(objects, "Deployment", "istio-pilot")).toEqual([
      "ClusterRole",
      "ClusterRoleBinding",
      "ConfigMap",
      "CustomResourceDefinition",
      "Namespace",
      "ServiceAccount",
    ]);
  });
});
