import type { ImageSettings } from "../imageSettings";
import type { AddonObjects } from "./addonObjects";
import {
  dashboardsObjects,
  grafanaObjects,
  prometheusObjects,
  servicegraphObjects,
  zipkinObjects,
} from "./plans";
import {
  addonProblem,
  currentAddonImages,
  DASHBOARDS,
  GRAFANA,
  PROMETHEUS,
  SERVICEGRAPH,
  ZIPKIN,
} from "./table";

interface Pod {
  serviceAccountName?: string;
  automountServiceAccountToken?: boolean;
  securityContext: object;
  containers: [
    {
      image: string;
      args?: string[];
      ports: { containerPort: number }[];
      env?: { name: string; value: string }[];
      readinessProbe: { httpGet: { path: string; port: number } };
      securityContext: object;
      volumeMounts: { name: string; mountPath: string; subPath?: string }[];
    },
  ];
  volumes: { name: string }[];
}

const current = { istio: "current" } as const;
const objects = {
  [ZIPKIN]: zipkinObjects,
  [PROMETHEUS]: prometheusObjects,
  [GRAFANA]: grafanaObjects,
} as const;
type Name = keyof typeof objects;
type Template = { metadata: object; spec: Pod };
const names = Object.keys(objects) as Name[];
const podTemplate = ({ deployment }: AddonObjects) =>
  (deployment.spec as unknown as { template: Template }).template;
const templateOf = (name: Name, images?: ImageSettings) => podTemplate(objects[name]({ ...current, images }));

describe.each(names)("%s for a current mesh", (name) => {
  const { metadata, spec } = templateOf(name);
  const [container] = spec.containers;

  test("runs its official image, or the stack's replacement", () => {
    expect(container.image).toBe(currentAddonImages[name]);
    expect(container.image).toMatch(/^docker\.io\/[a-z/]+:v?\d+\.\d+\.\d+$/);
    const replacements = { [currentAddonImages[name]]: "meshstack.local/a:1" };
    expect(templateOf(name, { replacements }).spec.containers[0].image).toBe("meshstack.local/a:1");
  });

  test("has no sidecar, no root, a read-only file system and a readiness probe", () => {
    expect(metadata).toMatchObject({ annotations: { "sidecar.istio.io/inject": "false" } });
    expect(spec.securityContext).toMatchObject({
      runAsNonRoot: true,
      runAsUser: expect.any(Number) as number,
    });
    expect(container.securityContext).toEqual({
      allowPrivilegeEscalation: false,
      capabilities: { drop: ["ALL"] },
      readOnlyRootFilesystem: true,
    });
    expect(container.readinessProbe.httpGet.port).toBe(container.ports[0]!.containerPort);
    const volumes = spec.volumes.map((volume) => volume.name);
    for (const mount of container.volumeMounts) expect(volumes).toContain(mount.name);
  });

  test("has only the rights that it states", () => {
    const { access } = objects[name](current);
    if (access === undefined) {
      expect(spec.automountServiceAccountToken).toBe(false);
    } else {
      expect(spec.serviceAccountName).toBe((access.serviceAccount.metadata as { name: string }).name);
      expect(access.clusterRole.rules).toEqual([
        { apiGroups: [""], resources: ["pods"], verbs: ["get", "list", "watch"] },
      ]);
    }
  });
});

describe("the configuration checksum", () => {
  const checksum = (objects: AddonObjects) =>
    (podTemplate(objects).metadata as { annotations: Record<string, string> }).annotations["checksum/config"];
  const variants: [name: string, one: AddonObjects, same: AddonObjects, other: AddonObjects][] = [
    [
      "prometheus",
      prometheusObjects(current),
      prometheusObjects({ ...current, discovery: { by: "pods" }, nodePort: 30009 }),
      prometheusObjects({
        ...current,
        discovery: { by: "dns", namespaces: ["default"], meshNamespace: "istio-system" },
      }),
    ],
  ];

  test.each(variants)(
    "of %s is equal for equal configurations and differs for others",
    (_, one, same, other) => {
      expect(checksum(one)).toMatch(/^[0-9a-f]{64}$/);
      expect(one.configMap).toEqual(same.configMap);
      expect(checksum(same)).toBe(checksum(one));
      expect(one.configMap).not.toEqual(other.configMap);
      expect(checksum(other)).not.toBe(checksum(one));
    },
  );

  test("is absent without a configuration", () => {
    expect(zipkinObjects(current).configMap).toBeUndefined();
    expect(checksum(zipkinObjects(current))).toBeUndefined();
  });
});

test("the page with dashboards runs its image without root and has limits and a readiness probe", () => {
  const { spec } = podTemplate(dashboardsObjects(current));
  const [container] = spec.containers;
  expect(container.image).toBe(currentAddonImages[DASHBOARDS]);
  expect(spec.securityContext).toMatchObject({ runAsNonRoot: true, runAsUser: 1000 });
  expect(container.securityContext).toMatchObject({ readOnlyRootFilesystem: true });
  expect(container).toMatchObject({
    readinessProbe: { httpGet: { path: "/healthz", port: 3000 } },
    resources: { limits: { memory: "128Mi" } },
  });
});

test("Grafana mounts every file of its ConfigMap", () => {
  const { configMap } = grafanaObjects(current);
  const mounted = templateOf(GRAFANA).spec.containers[0].volumeMounts.flatMap(({ subPath }) => subPath ?? []);
  expect(mounted.sort()).toEqual(Object.keys(configMap!.data as object).sort());
});

test("Grafana has this project's dashboards with the current mesh only", () => {
  const dashboard = (args: Parameters<typeof grafanaObjects>[0]) =>
    (grafanaObjects(args).configMap?.data as Record<string, string> | undefined)?.["istio-mesh.json"];
  expect(dashboard(current)).toContain("istio_requests_total");
  expect(dashboard({})).toBeUndefined();
});

test("unsupported addons are reported with the reason", () => {
  const reasons = (istio: "classic" | "current", imagesBuiltHere: boolean) =>
    ([...names, DASHBOARDS, SERVICEGRAPH] as const).filter(
      (name) => addonProblem(name, { istio, imagesBuiltHere }) !== undefined,
    );
  expect(reasons("classic", false)).toEqual(["dashboards"]);
  expect(reasons("current", false)).toEqual(["dashboards", "servicegraph"]);
  expect(reasons("current", true)).toEqual(["grafana", "servicegraph"]);
  expect(addonProblem(GRAFANA, { ...current, imagesBuiltHere: true })).toBe(
    "Grafana requires an image registry: no package registry contains it, so its image cannot be built.",
  );
  expect(() => servicegraphObjects(current)).toThrow(
    /^addons.servicegraph.enabled: found true; expected false\. Servicegraph draws Mixer's metrics/,
  );
});
