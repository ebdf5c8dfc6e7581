import { readConfig, type ReviewsVersion, reviewsVersions, type ServiceName } from "./config";
import type { Log } from "./http/log";
import { ServiceServer } from "./http/server";
import { serviceOf } from "./services/service";

/** The whole sample in this process, on free ports of the loopback address. */
export interface Sample {
  /** Origins of productpage, `http://127.0.0.1:PORT`: one for each version of reviews. */
  pages: Record<ReviewsVersion, string>;
  close(): Promise<void>;
}

/**
 * Starts details, ratings, the three versions of reviews, and one productpage for each of them.
 * @param elsewhere origins of services that already run
 */
export async function startSample(
  log: Log,
  elsewhere: Partial<Record<"details" | "ratings" | "reviews", string>> = {},
): Promise<Sample> {
  const servers: ServiceServer[] = [];
  const start = async (service: ServiceName, env: Record<string, string> = {}): Promise<string> => {
    const version = env.SERVICE_VERSION ?? "v1";
    const config = readConfig([service, "0"], { HOSTNAME: `${service}-${version}-local`, ...env });
    const server = new ServiceServer(serviceOf(config, log), log);
    const port = await server.listen(config.port, "127.0.0.1");
    servers.push(server);
    return `http://127.0.0.1:${port}`;
  };
  const details = elsewhere.details ?? (await start("details"));
  const ratings = elsewhere.ratings ?? (await start("ratings"));
  const pages: Partial<Sample["pages"]> = {};
  for (const version of reviewsVersions) {
    const env = { SERVICE_VERSION: version, ...address("ratings", ratings) };
    const reviews = elsewhere.reviews ?? (await start("reviews", env));
    pages[version] = await start("productpage", {
      ...address("details", details),
      ...address("reviews", reviews),
      ...address("ratings", ratings),
    });
  }
  return {
    pages: pages as Sample["pages"],
    close: async () => void (await Promise.all(servers.map((server) => server.close()))),
  };
}

/** The environment variables for a service's origin. */
function address(service: ServiceName, origin: string): Record<string, string> {
  const { hostname, port } = new URL(origin);
  const variable = service.toUpperCase();
  return { [`${variable}_HOSTNAME`]: hostname, [`${variable}_SERVICE_PORT`]: port };
}
