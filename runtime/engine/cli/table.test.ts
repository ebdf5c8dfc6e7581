import { formatTable } from "./table";

test("aligns columns by their display width", () => {
  expect(formatTable(["NAME", "VALUE"], [["名前", "a"], { cells: ["x", "b"], below: "  note\n" }])).toBe(
    "NAME  VALUE\n名前  a\nx     b\n  note\n",
  );
  expect(formatTable(["A", "B"], [["\u001b[1mbold\u001b[0m", "c"]], "> ")).toBe(
    "> A     B\n> \u001b[1mbold\u001b[0m  c\n",
  );
});
