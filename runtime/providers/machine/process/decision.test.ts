import fc from "fast-check";
import { decide } from "./decision";
import { parseStat, sameProcess } from "../../../../lib/processIdentity";
import { parseRecord, type ProcessRecord } from "./launch";

const record: fc.Arbitrary<ProcessRecord> = fc.record({
  pid: fc.integer({ min: 2, max: 4 }),
  startTime: fc.constantFrom("100", "200"),
  bootId: fc.constantFrom("boot-1", "boot-2"),
  fingerprint: fc.constantFrom("wanted", "other"),
});
const candidates = fc.array(fc.option(record, { nil: undefined }), { maxLength: 4 });

test("keeps at most one matching process and stops every other that runs", () => {
  fc.assert(
    fc.property(
      candidates,
      fc.array(record),
      fc.option(fc.constant("wanted"), { nil: undefined }),
      (all, running, wanted) => {
        const isAlive = (identity: { pid: number; startTime: string; bootId: string }) =>
          running.some((other) => sameProcess(other, identity));
        const { adopt, stop } = decide(all, isAlive, wanted);
        const ours = all.filter((candidate) => candidate !== undefined);
        for (const process of [...stop, ...(adopt ? [adopt] : [])]) {
          expect(isAlive(process)).toBe(true);
          expect(ours).toContain(process);
        }
        if (adopt) {
          expect(adopt.fingerprint).toBe(wanted);
          expect(stop.some((process) => sameProcess(process, adopt))).toBe(false);
        }
        for (const candidate of ours.filter(isAlive)) {
          expect(
            [...stop, ...(adopt ? [adopt] : [])].some((process) => sameProcess(process, candidate)),
          ).toBe(true);
        }
        expect(new Set(stop.map(({ pid, startTime, bootId }) => `${pid} ${startTime} ${bootId}`)).size).toBe(
          stop.length,
        );
      },
    ),
  );
});

test("parses the start time after any program name", () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 15 }), fc.nat(), (name, start) => {
      const stat = `42 (${name}) S 1 42 42 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 1 0 ${start} 1000 200\n`;
      expect(parseStat(stat)).toEqual({ state: "S", startTime: String(start) });
    }),
  );
  expect(parseStat("")).toBeUndefined();
  expect(parseStat("42 (x) S 1 2")).toBeUndefined();
});

test.each([
  ["", undefined],
  ["print\nboot\n42\n", undefined],
  ["print\nboot\n1\n1 (x) S 1 1 1 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 7 0", undefined],
  [
    "print\nboot\n42\n42 (x) S 1 1 1 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 7 0 0\n",
    { fingerprint: "print", bootId: "boot", pid: 42, startTime: "7" },
  ],
  [
    "print\n\n42\nlstart Mon Nov 23 19:00:00 2026\n",
    { fingerprint: "print", bootId: "", pid: 42, startTime: "Mon Nov 23 19:00:00 2026" },
  ],
])("parses the pid file %j", (text, expected) => {
  expect(parseRecord(text)).toEqual(expected);
});
