import { randomBytes } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";

/** The identity of an agent, and what it reports of its host. */
export interface AgentOptions {
  hostname: string;
  labels: Record<string, string>;
  address?: string;
  /** Identifies the host to the server. Default: a new key. */
  key?: string;
}

export interface Registered {
  url: string;
  accessKey: string;
  secretKey: string;
  address: string;
}

const HEARTBEAT_MS = 500;

/** The variables that the registration URL's script sets. */
function environmentOf(script: string): Record<string, string> {
  if (!script.startsWith("#!/bin/sh")) throw new Error("this is not a registration script");
  return Object.fromEntries(
    [...script.matchAll(/^export (\w+)="(.*)"$/gm)].map((match) => [match[1]!, match[2]!]),
  );
}

/** Parses `foo=bar&hello=world`, the format of CATTLE_HOST_LABELS. */
export const labelsOf = (text: string): Record<string, string> =>
  Object.fromEntries(new URLSearchParams(text));

const basic = (name: string, secret: string): string =>
  `Basic ${Buffer.from(`${name}:${secret}`).toString("base64")}`;

async function json(url: string, authorization: string, body?: unknown): Promise<Record<string, unknown>> {
  const response = await fetch(url, {
    method: body === undefined ? "GET" : "POST",
    headers: { authorization, ...(body !== undefined && { "content-type": "application/json" }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${url} answers ${response.status}`);
  return (await response.json()) as Record<string, unknown>;
}

/** Registers with a registration URL, and returns the agent's key pair. */
export async function register(registrationUrl: string, options: AgentOptions): Promise<Registered> {
  const response = await fetch(registrationUrl);
  if (!response.ok) throw new Error(`the registration URL answers ${response.status}`);
  const environment = environmentOf(await response.text());
  const url = environment.CATTLE_URL!;
  const authorization = basic(
    environment.CATTLE_REGISTRATION_ACCESS_KEY!,
    environment.CATTLE_REGISTRATION_SECRET_KEY!,
  );
  const key = options.key ?? randomBytes(32).toString("hex");
  const query = `${url}/register?key=${encodeURIComponent(key)}`;
  const registered = async () =>
    ((await json(query, authorization)).data as Record<string, unknown>[]).find(
      ({ state }) => state !== "removed",
    );
  if ((await registered()) === undefined) await json(`${url}/register`, authorization, { key });
  for (;;) {
    const { accessKey, secretKey } = (await registered()) ?? {};
    if (typeof accessKey === "string" && typeof secretKey === "string") {
      return { url, accessKey, secretKey, address: options.address ?? environment.DETECTED_CATTLE_AGENT_IP! };
    }
    await delay(50);
  }
}

/**
 * Reports the host to the server until the signal is aborted. @throws when the server no longer knows the host
 */
export async function heartbeat(
  { url, accessKey, secretKey, address }: Registered,
  { hostname, labels }: AgentOptions,
  signal: AbortSignal,
): Promise<void> {
  const host = { type: "host", hostname, labels, agentIpAddress: address };
  while (!signal.aborted) {
    const message = { name: "ping.reply", data: { resources: [host] } };
    try {
      await json(`${url}/publish`, basic(accessKey, secretKey), message);
    } catch (error) {
      if (/answers 401/.test((error as Error).message)) throw new Error("please re-register this agent");
    }
    await delay(HEARTBEAT_MS, undefined, { signal }).catch(() => undefined);
  }
}
