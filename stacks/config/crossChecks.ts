import { type AddonName, addonProblem } from "../../components/addons/availability";
import { remoteHost } from "../../components/cluster/k3s/config";
import { routeProblem } from "../../components/routing/catalog";
import { exposedPorts } from "./exposedPorts";
import type { Problem } from "./problems";
import { buildsImages, type StackConfig } from "./stackConfig";
import { k3sReleases, k3sVersion, kubernetesVersions } from "./versions";

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
    return other === undefined
      ? []
      : [{ path: key, found: port, expected: "an unused port", hint: `${other} uses this port.` }];
  });
};

const routeNames: Check = ({ routes, mesh }) =>
  routes.flatMap((name, i) => {
    const path = `routes[${i}]`;
    const problem = routeProblem(name, mesh.generation);
    if (problem !== undefined) return [{ path, found: name, ...problem }];
    return routes.indexOf(name) < i ? [{ path, found: name, expected: "each name only once" }] : [];
  });

const oneKubeconfig: Check = ({ cluster }) =>
  cluster.driver === "existing" && cluster.kubeconfig && cluster.kubeconfigPath
    ? [
        {
          path: "cluster.kubeconfigPath",
          found: cluster.kubeconfigPath,
          expected: "either kubeconfig or kubeconfigPath",
          hint: "Remove one of them.",
        },
      ]
    : [];

const rancher: Check = ({ cluster }) => {
  if (cluster.driver !== "rancher") return [];
  const problems: Problem[] = [];
  const { server, existing, hosts } = cluster;
  if ((server === undefined) === (existing === undefined))
    problems.push({
      path: server === undefined ? "cluster.server" : "cluster.existing",
      found: server === undefined ? undefined : existing?.url,
      expected: "either server or existing",
      hint: "`server` runs a Rancher server, `existing` connects to one.",
    });
  hosts.forEach(({ name }, i) => {
    if (hosts.findIndex((host) => host.name === name) < i)
      problems.push({ path: `cluster.hosts[${i}].name`, found: name, expected: "each name only once" });
  });
  return problems;
};

const sampleInSingleNamespace: Check = ({ mesh, bookinfo }) =>
  mesh.generation === "classic" &&
  mesh.singleNamespace &&
  bookinfo.enabled &&
  bookinfo.namespace !== mesh.namespace
    ? [
        {
          path: "bookinfo.namespace",
          found: bookinfo.namespace,
          expected: mesh.namespace,
          hint: "With mesh.singleNamespace the control plane watches only its own namespace.",
        },
      ]
    : [];

const realNodes: Check = (config) => {
  if (!buildsImages(config)) return [];
  const { mesh, images } = config;
  const problems: Problem[] = [];
  if (mesh.generation === "classic")
    problems.push({
      path: "mesh.generation",
      found: "classic",
      expected: "current",
      hint: "The images of real nodes are built from package registries, which do not contain Istio 0.2. Use another driver for the classic mesh.",
    });
  if (images.registryMirror !== undefined)
    problems.push({
      path: "images.registryMirror",
      found: images.registryMirror,
      expected: "nothing",
      hint: "Real nodes pull no images: all of them are built on this machine.",
    });
  return problems;
};

const injectionByIstiod: Check = ({ cluster, mesh }) =>
  cluster.driver === "embedded" &&
  cluster.nodes === "simulated" &&
  mesh.generation === "current" &&
  mesh.automaticInjection
    ? [
        {
          path: "mesh.automaticInjection",
          found: true,
          expected: "false",
          hint: "With cluster.nodes: simulated no istiod runs, so Kubernetes would reject all pods of the webhook.",
        },
      ]
    : [];

const minorOf = (version: string): number => Number(version.split(".")[1]);

const k3s: Check = (config) => {
  const { cluster, mesh } = config;
  if (cluster.driver !== "k3s") return [];
  const problems: Problem[] = [];
  const version = k3sVersion(config)!;
  const { min, max, for: dependent } = kubernetesVersions[mesh.generation];
  const minor = minorOf(version);
  if (minor < minorOf(min ?? version) || minor > minorOf(max ?? version)) {
    const range = min === undefined ? `${max} or older` : `${min} or newer`;
    const expected = `a k3s release of Kubernetes ${range}, such as ${k3sReleases[mesh.generation]}`;
    problems.push({ path: "cluster.version", found: version, expected, hint: `${dependent} requires it.` });
  }
  if (cluster.servers === 3 && cluster.subnet === undefined)
    problems.push({
      path: "cluster.subnet",
      found: undefined,
      expected: "an IPv4 range, such as 172.30.0.0/24",
      hint: "Each of 3 servers requires a fixed address.",
    });
  if (cluster.subnet !== undefined && Number(cluster.subnet.split("/")[1]) > 24)
    problems.push({
      path: "cluster.subnet",
      found: cluster.subnet,
      expected: "a range of at least /24, such as 172.30.0.0/24",
      hint: "Each node requires a fixed address.",
    });
  if (remoteHost(cluster.docker?.host) !== undefined && cluster.address.startsWith("127."))
    problems.push({
      path: "cluster.address",
      found: cluster.address,
      expected: "an address at which this machine reaches the Docker host, or 0.0.0.0",
      hint: "A loopback address is reachable only on the Docker host itself.",
    });
  return problems;
};

const classicSample: Check = ({ mesh, bookinfo }) =>
  mesh.generation !== "classic" && bookinfo.ratingsV2
    ? [
        {
          path: "bookinfo.ratingsV2",
          found: true,
          expected: "false",
          hint: "Ratings v2 requires the classic mesh (mesh.generation: classic).",
        },
      ]
    : [];

const unavailableAddons: Check = (config) =>
  (Object.keys(config.addons) as AddonName[])
    .filter((name) => config.addons[name].enabled)
    .flatMap((name) => {
      const { generation } = config.mesh;
      const hint = addonProblem(name, { generation, imagesBuiltHere: buildsImages(config) });
      return hint === undefined
        ? []
        : [{ path: `addons.${name}.enabled`, found: true, expected: "false", hint }];
    });

const checks: readonly Check[] = [
  nodePortsUsedTwice,
  routeNames,
  oneKubeconfig,
  rancher,
  sampleInSingleNamespace,
  realNodes,
  injectionByIstiod,
  k3s,
  classicSample,
  unavailableAddons,
];
