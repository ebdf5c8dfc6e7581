import { reviewsVersions } from "./config";
import { startSample } from "./sample";

const stars = { v1: "no stars", v2: "black stars", v3: "red stars" };

/** Runs the whole sample on this machine until Ctrl-C. */
async function main(): Promise<void> {
  const sample = await startSample(() => undefined);
  for (const version of reviewsVersions) {
    console.log(`reviews ${version}, ${stars[version].padEnd(11)}  ${sample.pages[version]}/productpage`);
  }
  console.log("Press Ctrl-C to stop.");
  await new Promise((resolve) => process.once("SIGINT", resolve).once("SIGTERM", resolve));
  await sample.close();
}

main().catch((error: unknown) => {
  console.error(`bookinfo: ${String(error)}`);
  process.exitCode = 1;
});
