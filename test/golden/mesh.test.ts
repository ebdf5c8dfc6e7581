import { Grafana } from "../../components/addons/grafana";
import { Prometheus } from "../../components/addons/prometheus";
import { Servicegraph } from "../../components/addons/servicegraph";
import { Zipkin } from "../../components/addons/zipkin";
import { deviations } from "./deviations/classic";
import { ClassicMesh } from "../../components/mesh/classic/classicMesh";
import { recordObjects, recordResources } from "../../stacks/recording/record";
import { type ComparedObject, compareObjects, identity } from "./compare";
import { hashOf } from "./hashes";
import { meshObjects, NODE_PORTS, releaseDifferences, undone } from "./release";

const releaseFiles: [file: string, tls: boolean][] = [
  ["install/istio.yaml", false],
  ["install/istio-auth.yaml", true],
];

describe("the release's control plane", () => {
  it.each(releaseFiles)("%s equals the release's except for the deviations (tls: %s)", async (file, tls) => {
    expect(releaseDifferences(undone(await meshObjects({ tls }), { tls }), [file])).toBe("");
  });

  it("requires every deviation", async () => {
    const addons = ["zipkin", "grafana", "prometheus", "servicegraph"];
    const files = ["install/istio.yaml", ...addons.map((name) => `addons/${name}.yaml`)];
    const produced = await recordObjects(() => {
      new ClassicMesh("mesh");
      new Zipkin("zipkin", { nodePort: NODE_PORTS.zipkin[9411] });
      new Grafana("grafana", { nodePort: NODE_PORTS.grafana[3000] });
      new Prometheus("prometheus");
      new Servicegraph("servicegraph");
    });
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

  it.each(releaseFiles)("in a single namespace equals %s except for Pilot and the CA", async (file, tls) => {
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
    const produced = await meshObjects({ singleNamespace: true, tls });
    expect(releaseDifferences(undone(produced, { tls }).map(pilotAndCa), [file])).toBe("");
  });
});

it("comparison and hash detect a change of any field", async () => {
  const unseen: string[] = [];
  for (const object of await meshObjects()) {
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

  it("with TLS differs in the mesh config and in Pilot's checksum of it", async () => {
    expect(changed(await meshObjects(), await meshObjects({ tls: true }))).toEqual([
      "ConfigMap istio-system/istio: data.mesh.authPolicy",
      'Deployment istio-system/istio-pilot: spec.template.metadata.annotations["checksum/mesh-config"]',
    ]);
  });

  it("without policy checks and tracing differs in the mesh config, and Mixer sends no traces", async () => {
    const objects = await meshObjects({ policyChecks: false, tracing: false });
    expect(changed(await meshObjects(), objects)).toEqual(
      expect.arrayContaining([
        "ConfigMap istio-system/istio: data.mesh.disablePolicyChecks",
        "ConfigMap istio-system/istio: data.mesh.enableTracing",
      ]),
    );
    expect(JSON.stringify(objects)).not.toContain("--traceOutput");
  });

  it("uses hub, tag, the plain proxy image and the image settings", async () => {
    const objects = await meshObjects({
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

  it("never names istio-system in another namespace", async () => {
    const objects = await meshObjects({ namespace: "mesh" });
    expect(JSON.stringify(objects)).not.toContain("istio-system");
    expect(objects.map(identity)).toContain("ClusterRoleBinding istio-pilot-admin-role-binding-mesh");
  });

  it("has the HTTPS NodePort of the stack", async () => {
    const objects = await meshObjects({ ingress: { httpNodePort: 31000, httpsNodePort: 31001 } });
    const service = objects.find((object) => identity(object) === "Service istio-system/istio-ingress");
    expect(service?.spec).toMatchObject({ ports: [{ nodePort: 31000 }, { nodePort: 31001 }] });
  });

  it("registers each object after its dependencies, and no Deployment after its Service", async () => {
    let mesh: ClassicMesh | undefined;
    const resources = await recordResources(() => {
      mesh = new ClassicMesh("mesh");
    });
    const objects = resources.filter(({ custom }) => custom);
    const dependenciesOf = (urn: string): Set<string> => {
      const { dependencies } = objects.find((object) => object.urn === urn)!;
      return new Set(dependencies.flatMap((dependency) => [dependency, ...dependenciesOf(dependency)]));
    };
    const kindsBefore = (type: string, name: string) =>
      new Set(
        [...dependenciesOf(objects.find((o) => o.type.endsWith(type) && o.name === name)!.urn)].map((urn) =>
          urn.split(/[:$]/).at(-3),
        ),
      );

    expect(objects.filter(({ inputs }) => "namespace" in (inputs.metadata as object))).not.toHaveLength(0);
    for (const { urn, inputs } of objects) {
      if ("namespace" in (inputs.metadata as object)) {
        expect(
          [...dependenciesOf(urn)].some((dependency) => dependency.includes("core/v1:Namespace::")),
        ).toBe(true);
      }
    }
    expect(mesh!.crds).toHaveLength(20);
    expect(kindsBefore(":rule", "promhttp")).toEqual(
      new Set([
        "Namespace",
        "CustomResourceDefinition",
        "attributemanifest",
        "metric",
        "logentry",
        "stdio",
        "prometheus",
      ]),
    );
    expect(kindsBefore(":Deployment", "istio-pilot")).toEqual(
      new Set([
        "Namespace",
        "CustomResourceDefinition",
        "ServiceAccount",
        "ClusterRole",
        "ClusterRoleBinding",
        "ConfigMap",
      ]),
    );
  });
});
