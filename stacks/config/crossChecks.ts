import { addonNames, addonProblem, ADDONS, PROMETHEUS, ZIPKIN } from "../../components/addons/table";
import { existingProblems } from "../../components/cluster/existing/config";
import { k3sProblems, k3sReleases } from "../../components/cluster/k3s/config";
import { rancherProblems } from "../../components/cluster/rancher/config";
import { ignoredNamespaces } from "../../components/mesh/config";
import { CLASSIC_MESH, CURRENT_VERSIONS } from "../../components/meshes";
import { routeProblem } from "../../components/routing/catalog";
import { type Problem, problemIf } from "../../lib/schemaProblems";
import { exposedPorts } from "./exposedPorts";
import { ownK3sArguments, routedVersions } from "./keyConflicts";
import { addressRanges, publishedPorts } from "./networkChecks";
import { buildsImages, hasOwnNamespace, type StackConfig } from "./stackConfig";
import { k3sVersion, kubernetesVersions } from "./versions";

type Check = (config: StackConfig) => Problem[];

/** Finds the problems that depend on several keys, which the schema cannot express. */
export function crossChecks(config: StackConfig): Problem[] {
  return checks.flatMap((check) => check(config));
}

const nodePortsUsedTwice: Check = (config) => {
  const keys = new Map<number, string>();
  return exposedPorts(config).flatMap(({ port, key }) => {
    const other = keys.get(port);
    if (other === undefined) keys.set(port, key);
    const hint = `${other} uses this port.`;
    return problemIf(other !== undefined, { path: key, found: port, expected: "an unused port", hint });
  });
};

const routeNames: Check = ({ routes, mesh }) =>
  routes.flatMap((name, i) => {
    const path = `routes[${i}]`;
    const problem = routeProblem(name, mesh.istio);
    if (problem !== undefined) return [{ path, found: name, ...problem }];
    return routes.indexOf(name) < i ? [{ path, found: name, expected: "each name only once" }] : [];
  });

/** The problems that the driver itself finds. */
const driver: Check = ({ cluster }) =>
  driverProblems(cluster).map((problem) => ({ ...problem, path: `cluster.${problem.path}` }));

function driverProblems(cluster: StackConfig["cluster"]): Problem[] {
  switch (cluster.driver) {
    case "embedded":
      return [];
    case "existing":
      return existingProblems(cluster);
    case "k3s":
      return k3sProblems(cluster);
    case "rancher":
      return rancherProblems(cluster);
  }
}

const sampleInSingleNamespace: Check = ({ mesh, bookinfo }) =>
  problemIf(
    mesh.istio === "classic" &&
      mesh.singleNamespace &&
      bookinfo.enabled &&
      bookinfo.namespace !== mesh.namespace,
    {
      path: "bookinfo.namespace",
      found: bookinfo.namespace,
      expected: mesh.namespace,
      hint: "With mesh.singleNamespace the control plane watches only its own namespace.",
    },
  );

const realNodes: Check = (config) => {
  if (!buildsImages(config)) return [];
  const { mesh, images } = config;
  return [
    ...problemIf(mesh.istio === "classic", {
      path: "mesh.version",
      found: mesh.version,
      expected: CURRENT_VERSIONS,
      hint: "The images of real nodes are built from package registries, which do not contain Istio 0.2. Use another driver for the classic mesh.",
    }),
    ...problemIf(images.registryMirror !== undefined, {
      path: "images.registryMirror",
      found: images.registryMirror,
      expected: "nothing",
      hint: "Real nodes pull no images: all of them are built on this machine.",
    }),
  ];
};

const injectionByIstiod: Check = ({ cluster, mesh }) =>
  problemIf(
    cluster.driver === "embedded" &&
      cluster.nodes === "simulated" &&
      mesh.istio === "current" &&
      mesh.automaticInjection,
    {
      path: "mesh.automaticInjection",
      found: true,
      expected: "false",
      hint: "With cluster.nodes: simulated no istiod runs, so Kubernetes would reject all pods of the webhook.",
    },
  );

const minorOf = (version: string): number => Number(version.split(".")[1]);

const k3s: Check = (config) => {
  const { cluster, mesh } = config;
  if (cluster.driver !== "k3s") return [];
  const version = k3sVersion(config)!;
  const { min, max, for: dependent } = kubernetesVersions[mesh.istio];
  const minor = minorOf(version);
  const isOutside = minor < minorOf(min ?? version) || minor > minorOf(max ?? version);
  const range = min === undefined ? `${max} or older` : `${min} or newer`;
  const expected = `a k3s release of Kubernetes ${range}, such as ${k3sReleases[mesh.istio]}`;
  const hint = `${dependent} requires it.`;
  return problemIf(isOutside, { path: "cluster.version", found: version, expected, hint });
};

const classicSample: Check = ({ mesh, bookinfo }) =>
  problemIf(mesh.istio !== "classic" && bookinfo.ratingsV2, {
    path: "bookinfo.ratingsV2",
    found: true,
    expected: "false",
    hint: `Ratings v2 requires the classic mesh (${CLASSIC_MESH}).`,
  });

const unavailableAddons: Check = (config) =>
  addonNames
    .filter((name) => config.addons[name].enabled)
    .flatMap((name) => {
      const { istio } = config.mesh;
      const hint = addonProblem(name, { istio, imagesBuiltHere: buildsImages(config) });
      const path = `addons.${name}.enabled`;
      return problemIf(hint !== undefined, { path, found: true, expected: "false", hint });
    });

const sidecarsOfSample: Check = ({ bookinfo }) =>
  problemIf(bookinfo.enabled && ignoredNamespaces.includes(bookinfo.namespace), {
    path: "bookinfo.namespace",
    found: bookinfo.namespace,
    expected: "another namespace, such as default",
    hint: "Pods in the namespaces of Kubernetes get no sidecar.",
  });

/** On an existing cluster the namespace may exist, with a sample that another tool installed. */
const routesWithoutSample: Check = (config) =>
  problemIf(
    config.routes.length > 0 &&
      !config.bookinfo.enabled &&
      hasOwnNamespace(config) &&
      config.cluster.driver !== "existing",
    {
      path: "bookinfo.namespace",
      found: config.bookinfo.namespace,
      expected: "default",
      hint: "With bookinfo.enabled: false nothing creates this namespace, which the rules require. Set bookinfo.enabled: true, or routes: [].",
    },
  );

const ownNamespace: Check = ({ mesh }) =>
  problemIf([...ignoredNamespaces, "kube-node-lease"].includes(mesh.namespace), {
    path: "mesh.namespace",
    found: mesh.namespace,
    expected: "a separate namespace, such as istio-system",
    hint: "The stack creates and deletes it, and Kubernetes uses this one.",
  });

const addonsOfPrometheus: Check = ({ addons }) =>
  addons[PROMETHEUS].enabled
    ? []
    : addonNames
        .filter((name) => ADDONS[name].showsMetrics && addons[name].enabled)
        .map((name) => ({
          path: `addons.${name}.enabled`,
          found: true,
          expected: "false without Prometheus",
          hint: `It shows nothing. Set addons.${PROMETHEUS}.enabled: true, or addons.${name}.enabled: false.`,
        }));

const tracingWithZipkin: Check = ({ addons, mesh }) =>
  problemIf(mesh.tracing && !addons[ZIPKIN].enabled, {
    path: "mesh.tracing",
    found: true,
    expected: "false without Zipkin",
    hint: `Nothing receives the spans. Set addons.${ZIPKIN}.enabled: true, or mesh.tracing: false.`,
  });

const checks: readonly Check[] = [
  addressRanges,
  publishedPorts,
  sidecarsOfSample,
  routesWithoutSample,
  ownNamespace,
  addonsOfPrometheus,
  tracingWithZipkin,
  nodePortsUsedTwice,
  routeNames,
  routedVersions,
  ownK3sArguments,
  driver,
  sampleInSingleNamespace,
  realNodes,
  injectionByIstiod,
  k3s,
  classicSample,
  unavailableAddons,
];
