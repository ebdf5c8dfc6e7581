import { Grafana, Prometheus, Servicegraph, Zipkin } from "../../components/addons";
import { deviations } from "../../components/mesh/deviations";
import { ClassicMesh } from "../../components/mesh";
import { recordObjects, recordResources } from "../../stacks/recording/record";
import { describeReference } from "../reference";
import { type ComparedObject, compareObjects, describeDifferences, identity } from "./compare";
import { meshObjects, NODE_PORTS, releaseObjects, adjustments } from "./release";

describeReference("the release's control plane", () => {
  it.each([
    ["istio.yaml", false],
    ["istio-auth.yaml", true],
  ])("%s: every object, nothing else, equal but for the deviations (tls: %s)", async (file, tls) => {
    const differences = compareObjects(
      releaseObjects("install", file),
      await meshObjects({ tls }),
      adjustments({ tls }),
    );
    expect(describeDifferences(differences)).toBe("");
  });

  it("needs every one of the deviations", async () => {
    const expected = [
      ...releaseObjects("install", "istio.yaml"),
      ...["zipkin", "grafana", "prometheus", "servicegraph"].flatMap((name) =>
        releaseObjects("addons", `${name}.yaml`),
      ),
    ];
    const produced = await recordObjects(() => {
      new ClassicMesh("mesh");
      new Zipkin("zipkin", { nodePort: NODE_PORTS.zipkin[9411] });
      new Grafana("grafana", { nodePort: NODE_PORTS.grafana[3000] });
      new Prometheus("prometheus");
      new Servicegraph("servicegraph");
    });
    const differencesWithout = (left: string | undefined) => {
      const table = deviations.filter(({ id }) => id !== left);
      return compareObjects(expected, produced, adjustments({}, table)).length;
    };
    expect(differencesWithout(undefined)).toBe(0);
    const idle = deviations.map(({ id }) => id).filter((id) => differencesWithout(id) === 0);
    expect(idle).toEqual([]);
  });

  it("in a single namespace: the same, but for what Pilot and the CA look at", async () => {
    const pilotAndCa = (object: ComparedObject): ComparedObject | undefined => {
      if (object.kind !== "Deployment") return undefined;
      const copy = structuredClone(object);
      const [container] = (copy.spec as { template: { spec: { containers: Record<string, unknown>[] } } })
        .template.spec.containers;
      if (object.metadata.name === "istio-pilot") {
        container!.args = [
          "discovery",
          "-v",
          "2",
          "-a",
          "istio-system",
          "--admission-service",
          "istio-pilot-external",
        ];
      }
      if (object.metadata.name === "istio-ca") {
        delete container!.command;
        delete container!.args;
        container!.env = [
          {
            name: "NAMESPACE",
            valueFrom: { fieldRef: { apiVersion: "v1", fieldPath: "metadata.namespace" } },
          },
        ];
      }
      return copy;
    };
    for (const [file, tls] of [
      ["istio.yaml", false],
      ["istio-auth.yaml", true],
    ] as const) {
      const differences = compareObjects(
        releaseObjects("install", file),
        await meshObjects({ singleNamespace: true, tls }),
        [...adjustments({ tls }), pilotAndCa],
      );
      expect(describeDifferences(differences)).toBe("");
    }
  });
});

it("a golden sees every value: no field can change unnoticed", async () => {
  const unseen: string[] = [];
  for (const object of await meshObjects()) {
    for (const path of leaves(object)) {
      const copy = structuredClone(object);
      change(copy, path);
      if (compareObjects([object], [copy]).length === 0)
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

  it("with TLS differs in the mesh config, and in Pilot, which has to read it anew", async () => {
    expect(changed(await meshObjects(), await meshObjects({ tls: true }))).toEqual([
      "ConfigMap istio-system/istio: data.mesh.authPolicy",
      'Deployment istio-system/istio-pilot: spec.template.metadata.annotations["checksum/mesh-config"]',
    ]);
  });

  it("without policy checks and tracing says so in the mesh config, and Mixer traces nothing either", async () => {
    const objects = await meshObjects({ policyChecks: false, tracing: false });
    expect(changed(await meshObjects(), objects)).toEqual(
      expect.arrayContaining([
        "ConfigMap istio-system/istio: data.mesh.disablePolicyChecks",
        "ConfigMap istio-system/istio: data.mesh.enableTracing",
      ]),
    );
    expect(JSON.stringify(objects)).not.toContain("--traceOutput");
  });

  it("takes hub, tag, the plain proxy image and the image settings", async () => {
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

  it("in another namespace names the release's nowhere", async () => {
    const objects = await meshObjects({ namespace: "mesh" });
    expect(JSON.stringify(objects)).not.toContain("istio-system");
    expect(objects.map(identity)).toContain("ClusterRoleBinding istio-pilot-admin-role-binding-mesh");
  });

  it("gives the HTTPS NodePort where the stack says one", async () => {
    const objects = await meshObjects({ ingress: { httpNodePort: 31000, httpsNodePort: 31001 } });
    const service = objects.find((object) => identity(object) === "Service istio-system/istio-ingress");
    expect(service?.spec).toMatchObject({ ports: [{ nodePort: 31000 }, { nodePort: 31001 }] });
  });

  it("registers each object after what it needs, and no Deployment after its Service", async () => {
    let mesh: ClassicMesh | undefined;
    const resources = await recordResources(() => {
      mesh = new ClassicMesh("mesh");
    });
    const objects = resources.filter(({ custom }) => custom);
    const needs = (urn: string): Set<string> => {
      const { dependencies } = objects.find((object) => object.urn === urn)!;
      return new Set(dependencies.flatMap((dependency) => [dependency, ...needs(dependency)]));
    };
    const kindsNeededBy = (type: string, name: string) =>
      new Set(
        [...needs(objects.find((o) => o.type.endsWith(type) && o.name === name)!.urn)].map((urn) =>
          urn.split(/[:$]/).at(-3),
        ),
      );

    expect(objects.filter(({ inputs }) => "namespace" in (inputs.metadata as object))).not.toHaveLength(0);
    for (const { urn, inputs } of objects) {
      if ("namespace" in (inputs.metadata as object)) {
        expect([...needs(urn)].some((needed) => needed.includes("core/v1:Namespace::"))).toBe(true);
      }
    }
    expect(mesh!.crds).toHaveLength(20);
    expect(kindsNeededBy(":rule", "promhttp")).toEqual(
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
    expect(kindsNeededBy(":Deployment", "istio-pilot")).toEqual(
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
