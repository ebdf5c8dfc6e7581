import type { StackSettings } from "../e2e/checkout";

type Settings = Record<string, unknown>;

/** Adds a number to every NodePort of stack live, so that it runs beside another one. */
export function movePorts(config: StackSettings, by: number): void {
  const ingress = config["meshstack:mesh"]!.ingress as Settings;
  ingress.httpNodePort = (ingress.httpNodePort as number) + by;
  for (const addon of Object.values(config["meshstack:addons"]!) as Settings[])
    if (typeof addon.nodePort === "number") addon.nodePort += by;
}

/** Removes the addons of stack live, which take time and memory. */
export function removeAddons(config: StackSettings): void {
  const addons = config["meshstack:addons"]!;
  for (const name of Object.keys(addons)) addons[name] = { enabled: false };
}

/** The URL of the product page of stack live, after {@link movePorts} by this number. */
export const pageAt = (by = 0): string => `http://127.0.0.1:${32000 + by}/productpage`;
