import { addonNames, addonProblem } from "../../components/addons/config";
import { existingProblems } from "../../components/cluster/existing/config";
import { k3sReleases, remoteHost } from "../../components/cluster/k3s/config";
import { rancherProblems } from "../../components/cluster/rancher/config";
import { CLASSIC_MESH, CURRENT_VERSIONS, ignoredNamespaces } from "../../components/mesh/config";
import { routeProblem } from "../../components/routing/catalog";
import { exposedPorts } from "./exposedPorts";
import { ownK3sArguments, routedVersions } from "./keyConflicts";
import { addressRanges, publishedPorts } from "./networkChecks";
import type { Problem } from "../../lib/schemaProblems";
import { buildsImages, type StackConfig } from "./stackConfig";
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
    return other === undefined
      ? []
      : [{ path: key, found: port, expected: "an unused port", hint: `${other} uses this port.` }];
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
const driver: Check = ({ cluster }) => {
  const problems =
    cluster.driver === "rancher"
      ? rancherProblems(cluster)
      : cluster.driver === "existing"
        ? existingProblems(cluster)
        : [];
  return problems.map((problem) => ({ ...problem, path: `cluster.${problem.path}` }));
};

const sampleInSingleNamespace: Check = ({ mesh, bookinfo }) =>
  mesh.istio === "classic" &&
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
  if (mesh.istio === "classic")
    problems.push({
      path: "mesh.version",
      found: mesh.version,
      expected: CURRENT_VERSIONS,
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
  mesh.istio === "current" &&
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
  const { min, max, for: dependent } = kubernetesVersions[mesh.istio];
  const minor = minorOf(version);
  if (minor < minorOf(min ?? version) || minor > minorOf(max ?? version)) {
    const range = min === undefined ? `${max} or older` : `${min} or newer`;
    const expected = `a k3s release of Kubernetes ${range}, such as ${k3sReleases[mesh.istio]}`;
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
  mesh.istio !== "classic" && bookinfo.ratingsV2
    ? [
        {
          path: "bookinfo.ratingsV2",
          found: true,
          expected: "false",
          hint: `Ratings v2 requires the classic mesh (${CLASSIC_MESH}).`,
        },
      ]
    : [];

const unavailableAddons: Check = (config) =>
  addonNames
    .filter((name) => config.addons[name].enabled)
    .flatMap((name) => {
      const { istio } = config.mesh;
      const hint = addonProblem(name, { istio, imagesBuiltHere: buildsImages(config) });
      return hint === undefined
        ? []
        : [{ path: `addons.${name}.enabled`, found: true, expected: "false", hint }];
    });

const sidecarsOfSample: Check = ({ bookinfo }) =>
  bookinfo.enabled && ignoredNamespaces.includes(bookinfo.namespace)
    ? [
        {
          path: "bookinfo.namespace",
          found: bookinfo.namespace,
          expected: "another namespace, such as default",
          hint: "Pods in the namespaces of Kubernetes get no sidecar.",
        },
      ]
    : [];

const ownNamespace: Check = ({ mesh }) =>
  [...ignoredNamespaces, "kube-node-lease"].includes(mesh.namespace)
    ? [
        {
          path: "mesh.namespace",
          found: mesh.namespace,
          expected: "a separate namespace, such as istio-system",
          hint: "The stack creates and deletes it, and Kubernetes uses this one.",
        },
      ]
    : [];

/** Grafana, the dashboards and Servicegraph show what Prometheus collects. */
const addonsOfPrometheus: Check = ({ addons }) =>
  addons.prometheus.enabled
    ? []
    : (["grafana", "dashboards", "servicegraph"] as const)
        .filter((name) => addons[name].enabled)
        .map((name) => ({
          path: `addons.${name}.enabled`,
          found: true,
          expected: "false without Prometheus",
          hint: `It shows nothing. Set addons.prometheus.enabled: true, or addons.${name}.enabled: false.`,
        }));

const tracingWithZipkin: Check = ({ addons, mesh }) =>
  mesh.tracing && !addons.zipkin.enabled
    ? [
        {
          path: "mesh.tracing",
          found: true,
          expected: "false without Zipkin",
          hint: "Nothing receives the spans. Set addons.zipkin.enabled: true, or mesh.tracing: false.",
        },
      ]
    : [];

/** One way to give the files of TLS, with a key for each certificate. */
const dockerDaemons: Check = ({ cluster }) => {
  const daemons: [path: string, daemon: DockerDaemon | undefined][] = [];
  if (cluster.driver === "k3s") daemons.push(["cluster.docker", cluster.docker]);
  if (cluster.driver === "rancher") {
    daemons.push(["cluster.server.docker", cluster.server?.docker]);
    cluster.hosts.forEach(({ docker }, i) => daemons.push([`cluster.hosts[${i}].docker`, docker]));
  }
  return daemons.flatMap(([path, daemon = {}]) => {
    const { certPath, caMaterial, certMaterial, host, sshOpts } = daemon;
    const problems: Problem[] = [];
    if (certPath !== undefined && (caMaterial ?? certMaterial) !== undefined)
      problems.push({
        path: `${path}.certPath`,
        found: certPath,
        expected: "either certPath or the PEM in the keys *Material",
      });
    if (sshOpts !== undefined && host?.startsWith("ssh://") !== true)
      problems.push({
        path: `${path}.sshOpts`,
        found: sshOpts,
        expected: "a host ssh://USER@HOST beside it",
      });
    if (
      host?.startsWith("tcp://") !== true &&
      (certPath ?? caMaterial ?? certMaterial) !== undefined &&
      host !== undefined
    )
      problems.push({
        path: `${path}.host`,
        found: host,
        expected: "tcp://HOST:PORT beside the files of TLS",
      });
    return problems;
  });
};

interface DockerDaemon {
  host?: string;
  sshOpts?: string[];
  certPath?: string;
  caMaterial?: string;
  certMaterial?: string;
}

const registryCredentials: Check = ({ cluster }) =>
  cluster.driver === "k3s"
    ? Object.entries(cluster.registries?.credentials ?? {}).flatMap(([registry, { username, token }]) => {
        const path = `cluster.registries.credentials.${registry}`;
        const problems: Problem[] = [];
        if (username !== undefined && token !== undefined)
          problems.push({
            path: `${path}.username`,
            found: username,
            expected: "either username and password, or token",
          });
        return problems;
      })
    : [];

const checks: readonly Check[] = [
  addressRanges,
  publishedPorts,
  sidecarsOfSample,
  ownNamespace,
  addonsOfPrometheus,
  tracingWithZipkin,
  dockerDaemons,
  registryCredentials,
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
