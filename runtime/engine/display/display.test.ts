import { readRecording } from "../../../test/recordings";
import { type PropertyMap, Secret, UNKNOWN } from "../../protocol/values";
import type { EngineEvent, StepMetadata } from "../model/events";
import { createDisplay, type DisplayOptions } from "./index";
import {
  failed,
  message,
  outputs,
  pre,
  stackStep,
  stackUrn,
  status,
  step,
  summary,
} from "../../../test/support/engine/events";
import { testOptions } from "../../../test/support/engine/options";
import { parseRecording, toState } from "../../../test/support/engine/recordedEvents";

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

function show(events: EngineEvent[], overrides: Partial<DisplayOptions> = {}): string {
  const options = testOptions(overrides);
  const display = createDisplay(options);
  for (const event of events) display.sink(event);
  display.finish();
  return options.written();
}

test("plain output prints a dot per second until the next line", () => {
  const options = testOptions();
  const display = createDisplay(options);
  jest.advanceTimersByTime(2500);
  display.sink(pre(step("create", "a")));
  jest.advanceTimersByTime(1000);
  display.finish();
  expect(options.written()).toBe(
    "Updating (dev):\n\n@ updating.....\n +  test:index:Thing a creating (0s) \n@ updating....\n" +
      "    pulumi:pulumi:Stack shop-dev  \n +  test:index:Thing a creating (1s) \n",
  );
  expect(jest.getTimerCount()).toBe(0);

  const quiet = testOptions({ suppressProgress: true });
  const silent = createDisplay(quiet);
  jest.advanceTimersByTime(5000);
  silent.finish();
  expect(quiet.written()).toBe("Updating (dev):\n\n");
});

test("the display of differences prints a dot every 20 seconds, on a terminal every second", () => {
  for (const [interactive, dots] of [
    [false, "@ previewing destroy.....\n"],
    [true, `@ previewing destroy....${".".repeat(44)}\n`],
  ] as const) {
    const options = testOptions({ mode: "diff", kind: "preview", previewOf: "destroy", interactive });
    const display = createDisplay(options);
    jest.advanceTimersByTime(45_000);
    display.finish();
    expect(options.written()).toBe(`Previewing destroy (dev):\n${dots}`);
  }
});

test.each([
  ["default", false],
  ["default_4_34_2", true],
  ["mine", true],
])("the display of differences names the provider %s: %s", (name, isShown) => {
  const provider = `urn:pulumi:dev::shop::pulumi:providers:test::${name}::some-id`;
  const text = show([pre({ ...step("create", "a"), provider })], { mode: "diff" });
  expect(text.includes(`[provider=${provider}]\n`)).toBe(isShown);
});

test("a resource without a result is not shown as created", () => {
  const text = show([
    pre(stackStep("create")),
    pre(step("create", "a")),
    pre(step("create", "b", { custom: false })),
  ]);
  expect(text.split("\n").slice(5, -1)).toEqual([
    " +  pulumi:pulumi:Stack shop-dev created ",
    " +  test:index:Thing a creating (0s) ",
    " +  test:index:Thing b created ",
  ]);
});

test("a message with an invalid URN is shown for the stack", () => {
  expect(show([message("odd", { urn: "nonsense" })])).toContain(
    "  pulumi:pulumi:Stack (shop-dev):\n    odd\n",
  );
});

test("elapsed time is in whole seconds, below one second in hundredths", () => {
  const options = testOptions({ suppressProgress: true });
  const display = createDisplay(options);
  const [fast, slow] = [step("create", "fast"), step("create", "slow")];
  display.sink(pre(fast));
  display.sink(pre(slow));
  jest.advanceTimersByTime(257);
  display.sink(outputs(fast));
  jest.advanceTimersByTime(2000);
  display.sink(status("waiting", slow.urn));
  display.sink(outputs(slow));
  expect(options.written().split("\n").slice(4, -1)).toEqual([
    " +  test:index:Thing fast created (0.26s) ",
    " +  test:index:Thing slow creating (2s) waiting",
    " +  test:index:Thing slow created (2s) waiting",
  ]);
});

test.each([
  [0, "0s"],
  [12.01, "13s"],
  [60, "1m0s"],
  [3725, "1h2m5s"],
])("a duration of %d seconds is %s", (durationSeconds, text) => {
  expect(show([summary({ durationSeconds, changes: { same: 1 } })])).toBe(
    `Updating (dev):\n\nResources:\n    1 unchanged\n\nDuration: ${text}\n\n`,
  );
});

test("parts of a stream are joined; status and debug messages are dropped", () => {
  const urn = step("create", "a").urn;
  const stream = { urn, streamId: 7, severity: "info" as const };
  const text = show([
    pre(step("create", "a")),
    message("step 1", stream),
    message(" of 2\nstep 2\n", stream),
    status("pulling", urn),
    message("noise", { urn, severity: "debug" }),
    message("careful", { urn, severity: "warning" }),
  ]);
  expect(text).toContain(
    "Diagnostics:\n  test:index:Thing (a):\n    step 1 of 2\n    step 2\n\n    warning: careful\n\n",
  );
});

test("messages cannot forge lines or move the cursor", () => {
  const text = show([message("fine\u001b[2J\u001b]0;title\u0007\u001b[31m red\rover\u001b[0m\u0008")], {
    color: true,
  });
  expect(text).toContain("    fine\u001b[31m red\n    over\u001b[0m\n");

  expect(text).not.toMatch(/\u001b\[2J|\u001b\]|\u0008|\r/);
});

describe("the stack's outputs", () => {
  const registered = (old: StepMetadata["old"] | undefined, kind: DisplayOptions["kind"]): EngineEvent[] => {
    const done = stackStep(old ? "same" : "create", {
      outputs: { token: new Secret("hunter2"), url: kind === "preview" ? UNKNOWN : "http://b" },
      old: old && { outputs: old.outputs },
    });
    return [pre(done), outputs(done, kind === "preview")];
  };
  const before = stackStep("same", {
    old: { outputs: { stale: 1, token: new Secret("hunter1"), url: "http://a" } },
  }).old;
  const section = (text: string): string[] => text.split("Outputs:\n")[1]?.split("\n") ?? [];

  test("are all shown after an update, changes with marks", () => {
    expect(section(show(registered(before, "update")))).toEqual([
      "  - stale: 1",
      "  ~ token: [secret] => [secret]",
      '  ~ url  : "http://a" => "http://b"',
      "",
      "",
    ]);
  });
  test("have no marks for a new stack", () => {
    expect(section(show(registered(undefined, "update")))).toEqual([
      "    token: [secret]",
      '    url  : "http://b"',
      "",
      "",
    ]);
  });
  test("are unchanged in a preview while they are unknown", () => {
    expect(section(show(registered(before, "preview"), { kind: "preview" }))).toEqual([
      "  - stale: 1",
      "  ~ token: [secret] => [secret]",
      "",
      "",
    ]);
  });
  test("are shown with secrets, or hidden, by option", () => {
    expect(show(registered(undefined, "update"), { showSecrets: true })).toContain('token: "hunter2"');
    expect(show(registered(undefined, "update"), { suppressOutputs: true })).not.toContain("Outputs");
  });
});

test("no mode shows a secret", () => {
  const secret = new Secret({ deep: ["hunter2"] });
  const change = step("update", "a", {
    inputs: { password: new Secret("hunter2"), list: [secret] },
    outputs: { password: new Secret("hunter2"), list: [secret], more: new Secret("hunter2") },
    old: { inputs: { password: new Secret("hunter1") }, outputs: { password: new Secret("hunter1") } },
  });
  const created = step("create", "b", { inputs: { password: new Secret("hunter2") } });
  const stack = stackStep("update", {
    outputs: { out: secret },
    old: { outputs: { out: new Secret("hunter1") } },
  });
  const events = [
    pre(stack),
    pre(change),
    outputs(change),
    pre(created),
    failed(created),
    pre({ ...change, op: "replace", detailedDiff: { "list[0].deep": { kind: "update", inputDiff: false } } }),
    outputs(stack),
    summary(),
  ];
  for (const kind of ["preview", "update", "refresh", "destroy"] as const) {
    for (const mode of ["progress", "diff", "json"] as const) {
      for (const interactive of [true, false]) {
        expect(show(events, { kind, mode, interactive, showSames: true })).not.toMatch(/hunter/);
      }
    }
  }
});

test("the diff of an update shows outputs of reads and indents children", () => {
  const provider = "urn:pulumi:dev::shop::pulumi:providers:test::default_1_2_3::id-1";
  const box = step("create", "box", { type: "test:index:Box", custom: false });
  const inner = { ...step("create", "inner", { parent: box.urn, inputs: { a: 1 }, outputs: {} }), provider };
  const created = { ...inner, new: { ...inner.new!, outputs: { a: 1, created: "x" } } };
  const read = step("read", "found", { old: { outputs: { v: 1 }, id: "i-1" }, outputs: { v: 2 } });
  const text = show(
    [
      pre(stackStep("same")),
      pre(step("create", "default", { type: "pulumi:providers:test" })),
      pre(box),
      pre(inner),
      outputs(created),
      pre(read),
      outputs(read),
      pre(step("delete", "kept", { retainOnDelete: true, inputs: { a: 1 } })),
    ],
    { mode: "diff" },
  );
  expect(text.split("\n")).toEqual([
    "Updating (dev):",
    "  pulumi:pulumi:Stack: (same)",
    `    [urn=${stackUrn}]`,
    "    + test:index:Box: (create)",
    "        [urn=urn:pulumi:dev::shop::test:index:Box::box]",
    "        + test:index:Thing: (create)",
    "            [urn=urn:pulumi:dev::shop::test:index:Thing::inner]",
    "            [provider=urn:pulumi:dev::shop::pulumi:providers:test::default_1_2_3::id-1]",
    "            a: 1",
    "            --outputs:--",
    '            created: "x"',
    "    > test:index:Thing: (read)",
    "        [id=i-1]",
    "        [urn=urn:pulumi:dev::shop::test:index:Thing::found]",
    "      ~ v: 1 => 2",
    "        --outputs:--",
    "      ~ v: 1 => 2",
    "    - test:index:Thing: (delete[retain])",
    "        [urn=urn:pulumi:dev::shop::test:index:Thing::kept]",
    "        a: 1",
    "",
  ]);
});

test("an exported resource without a change is not shown in a preview", () => {
  const old = { object: { id: "default/c", data: { a: "1" } }, list: [{ v: 1 }] };
  const resource = { "@isPulumiResource": true, ...old.object, binaryData: UNKNOWN };
  const preview = (object: PropertyMap): string => {
    const done = stackStep("same", { outputs: { ...old, object }, old: { outputs: old } });
    return show([pre(done), outputs(done, true)], { kind: "preview" });
  };
  expect(preview(resource)).not.toContain("Outputs");
  const changed = preview({ ...resource, data: { a: "2" } });
  expect(changed).toContain('~ a: "1" => "2"');
  expect(changed).not.toMatch(/isPulumiResource|binaryData/);
});

test("a refresh shows deleted resources with their outputs, and hides unchanged ones", () => {
  const deleted = step("delete", "deleted", { old: { outputs: { v: 1 } } });
  const kept = step("same", "kept", { outputs: { v: 1 }, old: { outputs: { v: 1 } } });
  const asRefresh = (result: StepMetadata) => pre({ ...result, op: "refresh", logical: false });
  const text = show(
    [
      asRefresh(deleted),
      outputs({ ...deleted, logical: false }, true),
      asRefresh(kept),
      outputs({ ...kept, logical: false }, true),
    ],
    { mode: "diff", kind: "preview" },
  );
  expect(text).toContain("- test:index:Thing: (delete)\n");
  expect(text).toContain("- v: 1");
  expect(text).not.toContain("::kept");
});

test.each([
  [false, "    + test:index:Thing: (create)"],
  [true, "        + test:index:Thing: (create)"],
])("with sames shown %s, children are indented below parents that are shown", (showSames, line) => {
  const box = step("same", "box", { type: "test:index:Box", custom: false });
  const inner = step("create", "inner", { parent: box.urn });
  const text = show([pre(stackStep("same")), pre(box), pre(inner)], { mode: "diff", showSames });
  expect(text.split("\n")).toContain(line);
});

test("differences that a refresh finds are shown with its results", () => {
  const found = step("update", "a", { outputs: { v: 2 }, old: { outputs: { v: 1 } } });
  const text = show([pre(stackStep("refresh")), pre({ ...found, op: "refresh" }), outputs(found)], {
    mode: "diff",
    kind: "refresh",
  });
  expect(text).toBe(
    "Refreshing (dev):\n    ~ test:index:Thing: (update)\n" +
      "        [urn=urn:pulumi:dev::shop::test:index:Thing::a]\n      ~ v: 1 => 2\n",
  );
});

describe("the recorded event stream of an update", () => {
  interface Line {
    sequence: number;
    timestamp: number;
    [name: string]: unknown;
  }
  test("reproduces the recorded lines", () => {
    const lines = parseRecording(readRecording("commands", "up-json.txt")).stdout.trim().split("\n");
    const logged = lines
      .map((line) => JSON.parse(line) as Line)
      .filter((event) => (event.diagnosticEvent as { severity?: string } | undefined)?.severity !== "debug");
    const events = logged.flatMap((line): EngineEvent[] => {
      const [name, payload] = Object.entries(line).find(([key]) => key.endsWith("Event"))! as [string, never];
      return fromEvent(name, payload);
    });
    const shown = show(events, { mode: "json" }).trim().split("\n");
    const withoutPosition = (line: string): string => line.replace(/"sequence":\d+,"timestamp":\d+,/, "");
    const recorded = lines.filter((line) => !line.includes('"severity":"debug"'));
    expect(shown.map(withoutPosition)).toEqual(recorded.map(withoutPosition));
    expect(shown.map((line) => (JSON.parse(line) as Line).sequence)).toEqual(shown.map((_, index) => index));
  });

  function fromEvent(name: string, payload: Record<string, never>): EngineEvent[] {
    switch (name) {
      case "preludeEvent":
        return [{ type: "prelude", config: payload.config! }];
      case "diagnosticEvent":
        return [message(payload.message!, { severity: payload.severity!, urn: payload.urn })];
      case "summaryEvent":
        return [summary({ durationSeconds: payload.durationSeconds!, changes: payload.resourceChanges! })];
      case "resourcePreEvent":
      case "resOutputsEvent": {
        const metadata = payload.metadata! as Record<string, never>;
        const toStep = { ...metadata, detailedDiff: undefined } as unknown as StepMetadata;
        toStep.old = toState(metadata.old!);
        toStep.new = toState(metadata.new!);
        return [name === "resourcePreEvent" ? pre(toStep) : outputs(toStep)];
      }
      default:
        return [];
    }
  }
});
