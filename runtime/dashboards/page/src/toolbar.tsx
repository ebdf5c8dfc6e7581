import { Stack } from "@mui/material";
import { DashboardStickyToolbar } from "@perses-dev/dashboards";
import { TimeRangeControls } from "@perses-dev/plugin-system";
import type { ReactElement } from "react";

/** Replaces Perses' toolbar: variables and time, without the editor, whose changes nothing would save. */
export function DashboardToolbar(): ReactElement {
  return (
    <Stack
      direction="row"
      gap={1}
      flexWrap="wrap"
      justifyContent="space-between"
      sx={{ padding: 2, paddingBottom: 0 }}
    >
      <DashboardStickyToolbar />
      <Stack direction="row" gap={1}>
        <TimeRangeControls />
      </Stack>
    </Stack>
  );
}
