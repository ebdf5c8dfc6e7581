import "@fontsource/noto-emoji/400.css";
import { createTheme, CssBaseline, type PaletteMode, ThemeProvider } from "@mui/material";
import { ChartsProvider, generateChartsTheme, getTheme, SnackbarProvider } from "@perses-dev/components";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { type ReactElement, useEffect, useMemo, useState } from "react";
import { createRoot } from "react-dom/client";
import { BrowserRouter, Navigate, NavLink, Route, Routes } from "react-router-dom";
import { QueryParamProvider } from "use-query-params";
import { ReactRouter6Adapter } from "use-query-params/adapters/react-router-6";
import { DashboardView } from "./dashboardView";
import { type Definitions, loadDefinitions, usePrometheusProblem } from "./data";
import { GraphView } from "./graphView";
import "./page.css";

const queryClient = new QueryClient({
  defaultOptions: { queries: { refetchOnWindowFocus: false, retry: 1 } },
});

/** The colours: the user's choice, else those of the system. */
function useColorScheme(): [PaletteMode, () => void] {
  const system = useMemo(() => matchMedia("(prefers-color-scheme: dark)"), []);
  const [chosen, setChosen] = useState(() => localStorage.getItem("color-scheme"));
  const [dark, setDark] = useState(system.matches);
  useEffect(() => {
    const change = () => setDark(system.matches);
    system.addEventListener("change", change);
    return () => system.removeEventListener("change", change);
  }, [system]);
  const mode = (chosen ?? (dark ? "dark" : "light")) as PaletteMode;
  const toggle = () => {
    const other = mode === "dark" ? "light" : "dark";
    localStorage.setItem("color-scheme", other);
    setChosen(other);
  };
  return [mode, toggle];
}

/**
 * Perses' theme, with the titles of panels one level below those of rows, a role for the placeholders of charts, which have
 * a label, and a name for the indicators of progress.
 */
const accessibleTheme = (mode: PaletteMode) =>
  createTheme(getTheme(mode), {
    components: {
      MuiTypography: { defaultProps: { variantMapping: { subtitle1: "h3" } } },
      MuiSkeleton: { defaultProps: { role: "img" } },
      MuiLinearProgress: { defaultProps: { "aria-label": "Loading" } },
      MuiCircularProgress: { defaultProps: { "aria-label": "Loading" } },
    },
  });

function Page({ dashboards, graph }: Definitions): ReactElement {
  const [mode, toggle] = useColorScheme();
  const theme = useMemo(() => accessibleTheme(mode), [mode]);
  const chartsTheme = useMemo(
    () =>
      generateChartsTheme(theme, {
        thresholds: { defaultColor: mode === "dark" ? "#5fd38d" : "#136b39" } as never,
      }),
    [theme, mode],
  );
  const problem = usePrometheusProblem();
  useEffect(() => void (document.documentElement.dataset.colorScheme = mode), [mode]);
  return (
    <ThemeProvider theme={theme}>
      <CssBaseline />
      <ChartsProvider chartsTheme={chartsTheme}>
        <SnackbarProvider>
          <a className="skip" href="#content">
            Skip to the content
          </a>
          <header>
            <span className="name">Istio</span>
            <nav aria-label="Dashboards">
              <NavLink to="/graph">Graph</NavLink>
              {dashboards.map(({ metadata, spec }) => (
                <NavLink key={metadata.name} to={`/${metadata.name}`}>
                  {spec.display.name}
                </NavLink>
              ))}
            </nav>
            <button type="button" onClick={toggle}>
              {mode === "dark" ? "Light colours" : "Dark colours"}
            </button>
          </header>
          {problem !== undefined && (
            <p role="alert" className="problem">
              Prometheus does not answer ({problem}). The page shows data again once it answers.
            </p>
          )}
          <main id="content" tabIndex={-1}>
            <Routes>
              <Route path="/graph" element={<GraphView queries={graph} mode={mode} />} />
              {dashboards.map((dashboard) => (
                <Route
                  key={dashboard.metadata.name}
                  path={`/${dashboard.metadata.name}`}
                  element={<DashboardView key={dashboard.metadata.name} dashboard={dashboard} />}
                />
              ))}
              <Route path="*" element={<Navigate to="/graph" replace />} />
            </Routes>
          </main>
        </SnackbarProvider>
      </ChartsProvider>
    </ThemeProvider>
  );
}

const root = createRoot(document.getElementById("root")!);
loadDefinitions().then(
  (definitions) =>
    root.render(
      <BrowserRouter>
        <QueryParamProvider adapter={ReactRouter6Adapter}>
          <QueryClientProvider client={queryClient}>
            <Page {...definitions} />
          </QueryClientProvider>
        </QueryParamProvider>
      </BrowserRouter>,
    ),
  (error: Error) =>
    root.render(
      <p role="alert" className="problem">
        The dashboards cannot be loaded ({error.message}). Reload the page to try again.
      </p>,
    ),
);
