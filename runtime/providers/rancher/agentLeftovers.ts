/** A container as Docker lists it, as far as it is looked at. */
export interface ContainerListing {
  Id: string;
  Names: string[];
  State: string;
  Labels: Record<string, string>;
}

/** The containers that an agent is, by their names: https://rancher.com/docs/rancher/v1.6/en/faqs/agents/ */
export const AGENT = "rancher-agent";
const AGENT_STATE = "rancher-agent-state";
/** What every container that Rancher starts is labelled with. */
const RANCHER_LABEL = "io.rancher.container.uuid";

/** True for the containers that Rancher leaves on a host: the agent's, and those that the server had it start. */
export const isRanchers = ({ Names, Labels }: ContainerListing): boolean =>
  Names.some((name) => [`/${AGENT}`, `/${AGENT_STATE}`].includes(name)) || RANCHER_LABEL in (Labels ?? {});

/** What is to be removed: Rancher's containers that were not there before, and the one that registered by its name. */
export const leftovers = (
  containers: readonly ContainerListing[],
  before: readonly string[],
  registration: string,
): ContainerListing[] =>
  containers.filter(
    (container) =>
      container.Names.includes(`/${registration}`) ||
      (isRanchers(container) && !before.includes(container.Id)),
  );

/** Whether an agent runs. */
export const agentRuns = (containers: readonly ContainerListing[]): boolean =>
  containers.some(({ Names, State }) => Names.includes(`/${AGENT}`) && State === "running");
