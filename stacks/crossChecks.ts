import { type AddonName, addonProblem } from "../components/addons";
import { remoteHost } from "../components/cluster/k3s/config";
import { routeProblem } from "../components/routing";
import { buildsImages, type StackConfig } from "./config";
import { k3sReleases, k3sVersion } from "./k3sVersion";
import { kubernetesVersions } from "./kubernetesVersions";
import type { Problem } from "./problems";

type Check = (config: StackConfig) => Problem[];

/** What only the whole configuration shows: ports used twice, names that are not known, values that exclude each other. */
export function crossChecks(config: StackConfig): Problem[] {
  return checks.flatMap((check) => check(config));
}

const nodePortsUsedTwice: Check = ({ mesh, addons }) => {
  const problems: Problem[] = [];
  const ports: [path: string, port: number | undefined][] = [
    ["mesh.ingress.httpNodePort", mesh.ingress.httpNodePort],
    ["mesh.ingress.httpsNodePort", mesh.ingress.httpsNodePort],
    ...Object.entries(addons)
      .filter(([, { enabled }]) => enabled)
      .map(([name, { nodePort }]): [string, number | undefined] => [`addons.${name}.nodePort`, nodePort]),
  ];
  const taken = new Map<number, string>();
  for (const [path, nodePort] of ports) {
    if (nodePort === undefined) continue;
    const other = taken.get(nodePort);
    if (other === undefined) taken.set(nodePort, path);
    else {
      const allowed = `a port that is not used yet (${other} has this one)`;
      problems.push({ path, found: nodePort, allowed });
    }
  }
  return problems;
};

const routeNames: Check = ({ routes, mesh }) =>
  routes.flatMap((name, i) => {
    const path = `routes[${i}]`;
    const allowed = routeProblem(name, mesh.generation);
    if (allowed !== undefined) return [{ path, found: name, allowed }];
    return routes.indexOf(name) < i ? [{ path, found: name, allowed: "each name once" }] : [];
  });

const oneKubeconfig: Check = ({ cluster }) =>
  cluster.driver === "existing" && cluster.kubeconfig && cluster.kubeconfigPath
    ? [
        {
          path: "cluster.kubeconfigPath",
          found: cluster.kubeconfigPath,
          allowed: "either kubeconfig or kubeconfigPath, not both",
        },
      ]
    : [];

const rancher: Check = ({ cluster }) => {
  if (cluster.driver !== "rancher") return [];
  const problems: Problem[] = [];
  if ((cluster.server === undefined) === (cluster.existing === undefined))
    problems.push({
      path: cluster.server === undefined ? "cluster.server" : "cluster.existing",
      found: cluster.server === undefined ? undefined : cluster.existing?.url,
      allowed: "either server (one that this stack runs) or existing (one that you have), and not both",
    });
  cluster.hosts.forEach(({ name }, i) => {
    if (cluster.hosts.findIndex((host) => host.name === name) < i)
      problems.push({ path: `cluster.hosts[${i}].name`, found: name, allowed: "each name once" });
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
          allowed: `${mesh.namespace}: with mesh.singleNamespace the control plane serves its own namespace only`,
        },
      ]
    : [];

const realNodes: Check = ({ cluster, mesh, images }) => {
  if (cluster.driver !== "embedded" || cluster.nodes !== "real") return [];
  const problems: Problem[] = [];
  const reason = "images for real nodes of this project's own are built from package registries";
  if (mesh.generation === "classic")
    problems.push({
      path: "mesh.generation",
      found: "classic",
      allowed: `current: ${reason}, and Istio 0.2's are not there; it runs on driver existing`,
      known: [],
    });
  if (images.registryMirror !== undefined)
    problems.push({
      path: "images.registryMirror",
      found: images.registryMirror,
      allowed: `nothing: ${reason}; the node reaches no registry`,
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
          allowed:
            "false with cluster.nodes simulated: no istiod runs there, and pods that it is asked about would be refused",
        },
      ]
    : [];

const minorOf = (version: string): number => Number(version.split(".")[1]);

const k3s: Check = (config) => {
  const { cluster, mesh } = config;
  if (cluster.driver !== "k3s") return [];
  const problems: Problem[] = [];
  const version = k3sVersion(config)!;
  const { min, max, for: mesher } = kubernetesVersions[mesh.generation]!;
  const minor = minorOf(version);
  if (minor < minorOf(min ?? version) || minor > minorOf(max ?? version)) {
    const range = min === undefined ? `${max} or older` : `${min} or newer`;
    const allowed = `a release of k3s ${range}, which ${mesher} needs, such as ${k3sReleases[mesh.generation]}`;
    problems.push({ path: "cluster.version", found: version, allowed, known: [] });
  }
  if (cluster.servers === 3 && cluster.subnet === undefined)
    problems.push({
      path: "cluster.subnet",
      found: undefined,
      allowed: "a range such as 172.30.0.0/24: with 3 servers each needs an address that stays",
    });
  if (cluster.subnet !== undefined && Number(cluster.subnet.split("/")[1]) > 24)
    problems.push({
      path: "cluster.subnet",
      found: cluster.subnet,
      allowed: "a /24 or more, such as 172.30.0.0/24: each node has an address of its own in it",
    });
  if (remoteHost(cluster.docker?.host) !== undefined && cluster.address.startsWith("127."))
    problems.push({
      path: "cluster.address",
      found: cluster.address,
      allowed:
        "an address of the engine's host that is reached from here, or 0.0.0.0: 127.0.0.1 is that host's own",
    });
  return problems;
};

const classicOnly: Check = ({ mesh, bookinfo }) => {
  if (mesh.generation === "classic") return [];
  const problems: Problem[] = [];
  if (bookinfo.ratingsV2)
    problems.push({
      path: "bookinfo.ratingsV2",
      found: true,
      allowed: "false: ratings v2 belongs to the classic mesh's sample",
    });
  return problems;
};

const unavailableAddons: Check = (config) =>
  (Object.keys(config.addons) as AddonName[])
    .filter((name) => config.addons[name].enabled)
    .flatMap((name) => {
      const surroundings = {
        generation: config.mesh.generation,
        imagesBuiltHere: buildsImages(config),
      };
      const allowed = addonProblem(name, surroundings);
      return allowed === undefined ? [] : [{ path: `addons.${name}.enabled`, found: true, allowed }];
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
  classicOnly,
  unavailableAddons,
];
