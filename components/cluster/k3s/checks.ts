import type { Problem } from "../../../lib/schemaProblems";
import { dockerDaemonProblems } from "../dockerDaemon";
import { type K3sClusterSettings, remoteHost } from "./config";

type Config = Pick<K3sClusterSettings, "servers" | "subnet" | "address" | "docker" | "registries">;

/** Finds the problems that depend on several keys. */
export const k3sProblems = (config: Config): Problem[] => [
  ...dockerDaemonProblems("docker", config.docker),
  ...registryProblems(config),
  ...addressProblems(config),
];

const registryProblems = ({ registries }: Config): Problem[] =>
  Object.entries(registries?.credentials ?? {}).flatMap(([registry, { username, token }]) =>
    username !== undefined && token !== undefined
      ? [
          {
            path: `registries.credentials.${registry}.username`,
            found: username,
            expected: "either username and password, or token",
          },
        ]
      : [],
  );

function addressProblems({ servers, subnet, address, docker }: Config): Problem[] {
  const problems: Problem[] = [];
  if (servers === 3 && subnet === undefined)
    problems.push({
      path: "subnet",
      found: undefined,
      expected: "an IPv4 range, such as 172.30.0.0/24",
      hint: "Each of 3 servers requires a fixed address.",
    });
  if (subnet !== undefined && Number(subnet.split("/")[1]) > 24)
    problems.push({
      path: "subnet",
      found: subnet,
      expected: "a range of at least /24, such as 172.30.0.0/24",
      hint: "Each node requires a fixed address.",
    });
  if (remoteHost(docker?.host) !== undefined && address.startsWith("127."))
    problems.push({
      path: "address",
      found: address,
      expected: "an address at which this machine reaches the Docker host, or 0.0.0.0",
      hint: "A loopback address is reachable only on the Docker host itself.",
    });
  return problems;
}
