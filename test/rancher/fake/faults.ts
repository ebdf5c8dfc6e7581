import type { ServerResponse } from "node:http";
import { setTimeout as delay } from "node:timers/promises";

export interface Fault {
  kind: "500" | "html" | "401" | "slow" | "cut" | "none";
  /** The affected paths, as a regular expression. Default: all of the API. */
  path?: string;
  /** The number of occurrences. Default: until another fault is set. */
  times?: number;
  /** The duration of `slow`. Default 60000. */
  ms?: number;
}

/** The faults that tests inject into the fake. */
export class Faults {
  private fault: Fault = { kind: "none" };

  set(fault: Partial<Fault>): void {
    this.fault = { kind: "none", ...fault };
  }

  /** True when a fault has answered the request. */
  async inject(path: string, response: ServerResponse): Promise<boolean> {
    const { kind, path: pattern = "^/(v2-beta|ping)", times } = this.fault;
    if (kind === "none" || times === 0 || !new RegExp(pattern).test(path)) return false;
    if (times !== undefined) this.fault.times = times - 1;
    switch (kind) {
      case "500":
        response.writeHead(500, { "content-type": "application/json" });
        response.end('{"type":"error","status":500,"code":"ServerError","message":"out of order"}');
        return true;
      case "html":
        response.writeHead(200, { "content-type": "text/html" });
        response.end("<html><body>It works!</body></html>");
        return true;
      case "401":
        response.writeHead(401, { "content-type": "application/json" });
        response.end('{"type":"error","status":401,"code":"Unauthorized"}');
        return true;
      case "cut":
        response.socket?.destroy();
        return true;
      case "slow":
        await delay(this.fault.ms ?? 60_000, undefined, { ref: false });
        return false;
    }
  }
}
