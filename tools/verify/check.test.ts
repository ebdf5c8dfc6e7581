import type { Verdict } from "../../lib/checks/check";
import { type CheckContext, eventuallyWithin, requires } from "./check";

describe("eventually", () => {
  const { signal } = new AbortController();

  test("repeats a probe until it finds no failure, also after errors", async () => {
    let probes = 0;
    const verdict = await eventuallyWithin(
      60_000,
      signal,
    )(() => {
      probes++;
      if (probes === 1) return Promise.reject(new Error("not yet"));
      return Promise.resolve(probes === 3 ? { found: [`${probes} probes`] } : { failures: ["too early"] });
    });
    expect(verdict).toEqual({ found: ["3 probes"] });
  });

  test("returns the last verdict after the timeout", async () => {
    expect(await eventuallyWithin(10, signal)(() => Promise.reject(new Error("still nothing")))).toEqual({
      failures: ["still nothing"],
    });
  });

  test("ends when the user interrupts", async () => {
    const interrupt = new AbortController();
    const probe = () => {
      interrupt.abort(new Error("Ctrl-C"));
      return Promise.resolve({ failures: ["not yet"] });
    };
    await expect(eventuallyWithin(60_000, interrupt.signal)(probe)).rejects.toThrow("Ctrl-C");
  });
});

describe("requires", () => {
  const context = {} as CheckContext;
  const run = () => Promise.resolve<Verdict>({ found: ["a fact"] });

  test("runs a check whose requirements are met", async () => {
    expect(await requires([() => undefined, () => Promise.resolve(undefined)], run)(context)).toEqual({
      found: ["a fact"],
    });
  });

  test("skips a check for the first requirement that is not met, and tests no further one", async () => {
    const further = jest.fn(() => undefined);
    const check = requires([() => undefined, () => "no Bookinfo", further], run);
    expect(await check(context)).toEqual({ skipped: "no Bookinfo" });
    expect(further).not.toHaveBeenCalled();
  });

  test("passes on the error of a requirement", async () => {
    const unknown = requires([() => Promise.reject(new Error("who knows"))], run);
    await expect(unknown(context)).rejects.toThrow("who knows");
  });
});
