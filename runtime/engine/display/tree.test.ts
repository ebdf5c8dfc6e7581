import fc from "fast-check";
import type { EngineEvent } from "../model/events";
import { createDisplay, type Display, type DisplayOptions } from "./index";
import {
  failed,
  message,
  outputs,
  pre,
  stackStep,
  status,
  step,
  summary,
} from "../../../test/support/engine/events";
import { testOptions } from "../../../test/support/engine/options";
import { Screen } from "../../../test/support/engine/screen";

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

interface Terminal {
  screen: Screen;
  display: Display;
  writes: number;
  send(...events: EngineEvent[]): void;
}

function terminal(overrides: Partial<DisplayOptions> = {}, columns = 100, rows = 24): Terminal {
  const screen = new Screen(columns, rows);
  const options = testOptions({
    interactive: true,
    get columns() {
      return screen.columns;
    },
    get rows() {
      return screen.rows;
    },
    write: (text) => {
      result.writes++;
      screen.write(text);
    },
    ...overrides,
  });
  const result: Terminal = {
    screen,
    display: undefined as unknown as Display,
    writes: 0,
    send: () => {},
  };
  result.display = createDisplay(options);
  result.send = (...events) => {
    for (const event of events) result.display.sink(event);
    jest.advanceTimersByTime(100);
  };
  return result;
}

const box = step("create", "box", { type: "test:index:Box", custom: false });
const inner = step("create", "inner", { parent: box.urn });
const other = step("create", "other");
const stack = stackStep("create");

test("shows resources under their parents, with operation and duration", () => {
  const { screen, send, display } = terminal();
  send(pre(stack), pre(box), pre(inner), pre(other), status("[1/2] Waiting for a pod", inner.urn));
  jest.advanceTimersByTime(3000);
  send(outputs(other));
  expect(screen.text).toEqual([
    "Updating (dev):",
    "",
    "     Type                    Name      Status            Info",
    " +   pulumi:pulumi:Stack     shop-dev  creating (3s)...",
    " +   ├─ test:index:Box       box       creating (3s)...",
    " +   │  └─ test:index:Thing  inner     creating (3s)...  [1/2] Waiting for a pod",
    " +   └─ test:index:Thing     other     created (3s)",
  ]);
  send(outputs(inner), outputs(box), outputs(stack), summary({ changes: { create: 4 } }));
  display.finish();
  expect(screen.text).toEqual([
    "Updating (dev):",
    "",
    "     Type                    Name      Status",
    " +   pulumi:pulumi:Stack     shop-dev  created (3s)",
    " +   ├─ test:index:Box       box       created (3s)",
    " +   │  └─ test:index:Thing  inner     created (3s)",
    " +   └─ test:index:Thing     other     created (3s)",
    "",
    "Resources:",
    "    + 4 created",
    "",
    "Duration: 4s",
  ]);
  expect(jest.getTimerCount()).toBe(0);
});

test("hides unchanged resources except parents of changed ones", () => {
  const { screen, send } = terminal();
  const same = step("same", "same");
  const parent = step("same", "parent", { type: "test:index:Box" });
  const child = step("update", "child", { parent: parent.urn, inputs: { a: 1 }, old: { inputs: { a: 2 } } });
  send(pre(stackStep("same")), pre(same), outputs(same), pre(parent), pre(child));
  expect(screen.text.slice(3)).toEqual([
    "     pulumi:pulumi:Stack     shop-dev  running",
    "     └─ test:index:Box       parent",
    " ~      └─ test:index:Thing  child     updating (0s)     [diff: ~a]",
  ]);
});

test("shows a replacement as one operation in previews and at the end, and as its parts while it runs", () => {
  const replacement = { inputs: { a: 1 }, old: { inputs: { a: 2 } } };
  const parts = ["create-replacement", "replace", "delete-replaced"] as const;
  const preview = terminal({ kind: "preview" });
  preview.send(
    pre(stackStep("same")),
    ...parts.slice(0, 2).map((op) => pre(step(op, "x", replacement), true)),
  );
  expect(preview.screen.text.at(-1)).toMatch(/^ \+- {2}└─ test:index:Thing {2}x +replace +\[diff: ~a\]$/);

  const update = terminal();
  update.send(pre(stackStep("same")), pre(step("create-replacement", "x", replacement)));
  expect(update.screen.text.at(-1)).toMatch(
    /^ \+\+ {2}└─ test:index:Thing {2}x +creating replacement \(0s\)/,
  );
  for (const op of parts) update.send(pre(step(op, "x", replacement)), outputs(step(op, "x", replacement)));
  update.display.finish();
  expect(update.screen.text.at(-1)).toMatch(
    /^ \+- {2}└─ test:index:Thing {2}x +replaced \(0\.\d\ds\) +\[diff: ~a\]$/,
  );
});

test("shows a failure in its row at once and in full at the end", () => {
  const { screen, send, display } = terminal();
  send(
    pre(stackStep("same")),
    pre(inner),
    message("no such image\nsee the log", { urn: inner.urn, severity: "error" }),
  );
  send(status("still trying", inner.urn), failed(inner));
  expect(screen.text.at(-1)).toMatch(/inner +\*\*creating failed\*\* +error: no such image$/);
  send(message("update failed", { severity: "error" }), summary({ failed: true, errored: 1 }));
  display.finish();
  expect(screen.text.slice(3)).toEqual([
    "     pulumi:pulumi:Stack  shop-dev  **failed**              1 error",
    " +   └─ test:index:Thing  inner     **creating failed**     1 error",
    "",
    "Diagnostics:",
    "  pulumi:pulumi:Stack (shop-dev):",
    "    error: update failed",
    "",
    "  test:index:Thing (inner):",
    "    error: no such image",
    "    see the log",
    "",
    "Resources:",
    "    2 errored",
    "",
    "Duration: 4s",
  ]);
});

test("shows the stack as the root of a destroy from the beginning", () => {
  const { screen, send } = terminal({ kind: "destroy" });
  send(pre(step("delete", "a")));
  expect(screen.text.slice(3).map((line) => line.trimStart().split(/ {2,}/)[0])).toEqual([
    "pulumi:pulumi:Stack",
    "-",
  ]);
  send(outputs(step("delete", "a")), pre(stackStep("delete")));
  expect(screen.text.slice(3)).toEqual([
    " -   pulumi:pulumi:Stack  shop-dev  deleting (0s)",
    " -   └─ test:index:Thing  a         deleted (0.10s)",
  ]);
});

test("cuts types on a narrow screen, so that the status stays visible", () => {
  const { screen, send } = terminal({}, 70);
  const long = step("create", "destinationpolicies.config.istio.io", {
    type: "kubernetes:apiextensions.k8s.io/v1:CustomResourceDefinition",
  });
  send(pre(stack), pre(long));
  expect(screen.text.slice(3).map((line) => /creating \(0s\)/.test(line))).toEqual([true, true]);
});

const many = Array.from({ length: 500 }, (_, i) => step("create", `thing-${i}`));

test("shows operations in progress when the tree is too tall, and everything at the end", () => {
  const { screen, send, display } = terminal({}, 80, 10);
  send(pre(stack), ...many.flatMap((thing, i) => (i === 250 ? [pre(thing)] : [pre(thing), outputs(thing)])));
  expect(screen.text).toHaveLength(2 + 9);
  const visible = screen.visible.join("\n");
  expect(visible).toMatch(/Type +Name +Status/);
  expect(visible).toMatch(/thing-250 +creating/);
  expect(visible).toMatch(/… and 49\d more/);
  display.finish();
  expect(screen.text).toHaveLength(2 + 1 + 501);
});

test("combines bursts of events into few frames and writes only changed lines", () => {
  const { display, send } = terminal({}, 80, 600);
  let writes = 0;
  let written = 0;
  const counting = createDisplay(
    testOptions({
      interactive: true,
      rows: 600,
      write: (text) => {
        writes++;
        written += text.length;
      },
    }),
  );
  display.finish();
  send();
  counting.sink(pre(stack));
  for (const thing of many) {
    counting.sink(pre(thing));
    counting.sink(status("working", thing.urn));
    counting.sink(outputs(thing));
    jest.advanceTimersByTime(1);
  }
  jest.advanceTimersByTime(100);
  expect(writes).toBeLessThan(20);
  written = 0;
  counting.sink(pre(step("update", "thing-499")));
  jest.advanceTimersByTime(70);
  expect(written).toBeLessThan(200);
  expect(written).toBeGreaterThan(0);
});

test("shows the tree once after a resize", () => {
  const { screen, send } = terminal({}, 100, 30);
  send(
    pre(stack),
    ...many.slice(0, 5).map((thing) => pre(thing)),
    status("a long status ".repeat(10), many[0]!.urn),
  );
  for (const columns of [40, 100, 25, 60]) {
    screen.resize(columns, 30);
    jest.advanceTimersByTime(1000);
    expect(screen.text.filter((line) => line.includes("Type"))).toHaveLength(1);
    expect(screen.text.filter((line) => line.includes("└─"))).toHaveLength(1);
    expect(screen.text).toHaveLength(2 + 1 + 6);
  }
});

test("no line is wider than the terminal for any names and messages", () => {
  const name = fc.string({ unit: "grapheme", minLength: 1, maxLength: 40 });
  fc.assert(
    fc.property(
      fc.array(fc.tuple(name, name), { maxLength: 8 }),
      fc.integer({ min: 2, max: 120 }),
      fc.integer({ min: 2, max: 20 }),
      fc.boolean(),
      (things, columns, rows, color) => {
        const { screen, send } = terminal({ color }, columns, rows);
        screen.wraps = 0;
        send(pre(stack));
        for (const [thing, text] of things) {
          const created = step("create", thing);
          send(pre(created), status(text, created.urn));
        }
        const header = Math.ceil("Updating (dev):".length / columns) - 1;
        expect(screen.wraps).toBeLessThanOrEqual(header);
        expect(screen.visible.length).toBeLessThanOrEqual(rows);
      },
    ),
    { numRuns: 60 },
  );
});
