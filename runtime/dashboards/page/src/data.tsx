import type { DashboardResource } from "@perses-dev/core";
import { useEffect, useState } from "react";

/** A dashboard with its title. */
export type TitledDashboard = DashboardResource & { spec: { display: { name: string } } };

/** The queries of the graph, as `components/addons/dashboards/graph.ts` defines them. */
export type GraphQueries = Readonly<
  Record<"requests" | "errors" | "duration" | "arriving" | "mutualTls", string>
>;

/** The content of `dashboards.json`. */
export interface Definitions {
  dashboards: TitledDashboard[];
  graph: GraphQueries;
}

/** A series of an instant query. */
export interface Sample {
  metric: Record<string, string>;
  value: [time: number, value: string];
}

/** Loads the definitions. @throws Error when the server does not have them */
export async function loadDefinitions(): Promise<Definitions> {
  const response = await fetch("/dashboards.json");
  if (!response.ok) throw new Error(`status ${response.status}`);
  return (await response.json()) as Definitions;
}

/** Runs an instant query. @throws Error when Prometheus does not answer, or rejects it */
export async function query(expression: string): Promise<Sample[]> {
  const body = new URLSearchParams({ query: expression });
  const response = await fetch("/prometheus/api/v1/query", {
    method: "POST",
    body,
    signal: AbortSignal.timeout(10_000),
  });
  const answer = (await response.json()) as { error?: string; data?: { result: Sample[] } };
  if (!response.ok || answer.data === undefined) throw new Error(answer.error ?? `status ${response.status}`);
  return answer.data.result;
}

const EVERY = 5_000;

/** Calls an asynchronous function now and every few seconds, one call at a time, until the component unmounts. */
export function usePolling(poll: () => Promise<void>): void {
  useEffect(() => {
    let timer: number | undefined;
    let stopped = false;
    const run = async () => {
      await poll();
      if (!stopped) timer = window.setTimeout(() => void run(), EVERY);
    };
    void run();
    return () => {
      stopped = true;
      window.clearTimeout(timer);
    };
  }, [poll]);
}

const probe = async (): Promise<string | undefined> =>
  query("1").then(
    () => undefined,
    (error: Error) => error.message,
  );

/** Why Prometheus does not answer; undefined while it answers. */
export function usePrometheusProblem(): string | undefined {
  const [problem, setProblem] = useState<string>();
  const [poll] = useState(() => async () => setProblem(await probe()));
  usePolling(poll);
  return problem;
}
