import { once } from "node:events";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { limited } from "./limited";

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

test("a limited signal is aborted in time although garbage is collected", async () => {
  const aborted = once(limited(new AbortController().signal, 300), "abort");
  const collecting = setInterval(collectGarbage, 50);
  try {
    const late = new Promise((resolve) => setTimeout(resolve, 5000, "not aborted").unref());
    expect(await Promise.race([aborted, late])).toMatchObject([{ type: "abort" }]);
  } finally {
    clearInterval(collecting);
  }
});

test("a limited signal has the reason of the given signal", () => {
  const controller = new AbortController();
  const signal = limited(controller.signal, 60_000);
  controller.abort(new Error("cancelled"));
  expect(signal.reason).toEqual(new Error("cancelled"));
});
