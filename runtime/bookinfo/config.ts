import { hostname } from "node:os";

/** Bookinfo's services. */
export const serviceNames = ["productpage", "details", "reviews", "ratings"] as const;
export type ServiceName = (typeof serviceNames)[number];

/** Versions of reviews: v1 shows no stars, v2 black stars, v3 red stars. */
export const reviewsVersions = ["v1", "v2", "v3"] as const;
export type ReviewsVersion = (typeof reviewsVersions)[number];

/** The services that another one calls. */
type UpstreamName = Exclude<ServiceName, "productpage">;

/** The configuration of one service process. */
export interface ServiceConfig {
  service: ServiceName;
  /** The version, such as `v1`; it selects the behaviour of reviews. */
  version: string;
  /** The port; 0 lets the system choose. */
  port: number;
  /** Default: every address of the machine. */
  listenAddress: string | undefined;
  /** The pod's name in replies and in the log. */
  podName: string;
  /** The pod's cluster, if known. */
  clusterName: string | undefined;
  /** The origin of each service that it may call: `http://reviews:9080`. */
  upstreams: Record<UpstreamName, string>;
  /** Seconds of serving after SIGTERM, while `/health` reports 503. */
  drainSeconds: number;
}

/** Invalid arguments or environment. */
export class ConfigError extends Error {}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads the configuration from the command line, `SERVICE [PORT]`, and the environment. An empty variable counts as unset.
 * @throws ConfigError with the found and the allowed values
 */
export function readConfig(args: readonly string[], env: Environment): ServiceConfig {
  const [service, port, ...rest] = args;
  if (!isServiceName(service) || rest.length > 0) {
    throw new ConfigError(
      `found ${JSON.stringify(args.join(" "))}; allowed: SERVICE [PORT], with SERVICE one of ${serviceNames.join(", ")}`,
    );
  }
  return {
    service,
    version: versionOf(service, env.SERVICE_VERSION || "v1"),
    port:
      port === undefined
        ? wholeNumber("PORT", env.PORT || "9080", 65_535)
        : wholeNumber("the second argument", port, 65_535),
    listenAddress: env.LISTEN_ADDRESS || undefined,
    podName: env.HOSTNAME || hostname(),
    clusterName: env.CLUSTER_NAME || undefined,
    upstreams: {
      details: origin("details", env),
      reviews: origin("reviews", env),
      ratings: origin("ratings", env),
    },
    drainSeconds: wholeNumber("DRAIN_SECONDS", env.DRAIN_SECONDS || "3", 3600),
  };
}

const isServiceName = (name: string | undefined): name is ServiceName =>
  serviceNames.some((known) => known === name);

function versionOf(service: ServiceName, version: string): string {
  if (service === "reviews" && !reviewsVersions.some((known) => known === version)) {
    throw new ConfigError(
      `SERVICE_VERSION: found ${JSON.stringify(version)}; allowed for reviews: ${reviewsVersions.join(", ")}`,
    );
  }
  return version;
}

function wholeNumber(where: string, text: string, maximum: number): number {
  const number = /^\d{1,5}$/.test(text) ? Number(text) : Infinity;
  if (number > maximum) {
    throw new ConfigError(
      `${where}: found ${JSON.stringify(text)}; allowed: a whole number from 0 to ${maximum}`,
    );
  }
  return number;
}

/** `http://NAME[.SERVICES_DOMAIN]:9080` by default; the variables of the service override its parts. */
function origin(name: UpstreamName, env: Environment): string {
  const variable = name.toUpperCase();
  const domain = env.SERVICES_DOMAIN ? `.${env.SERVICES_DOMAIN}` : "";
  const host = `${env[`${variable}_HOSTNAME`] || name}${domain}`;
  const port = wholeNumber(`${variable}_SERVICE_PORT`, env[`${variable}_SERVICE_PORT`] || "9080", 65_535);
  const text = `http://${host}:${port}`;
  // A URL parser reads a numeric host as an IP address.
  if (!URL.canParse(text) || new URL(text).hostname !== host.toLowerCase()) {
    throw new ConfigError(
      `${variable}_HOSTNAME, SERVICES_DOMAIN: found the host ${JSON.stringify(host)}; allowed: a name such as reviews or reviews.example.com, or an IPv4 address`,
    );
  }
  return text;
}
