package cluster

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"sync"
	"time"

	"meshstack/kubernetes/internal/components"
	"meshstack/kubernetes/internal/config"
	"meshstack/kubernetes/internal/kubeconfig"
	"meshstack/kubernetes/internal/layout"
	"meshstack/kubernetes/internal/self"
	"meshstack/kubernetes/internal/supervisor"
)

// supervisorLog is the log file of this process.
const supervisorLog = "supervisor"

// maxLogBytes limits each log file and its predecessor.
const maxLogBytes = 64 << 20

// extension is what a node adds to the supervisor.
type extension interface {
	// adjust changes how a component runs.
	adjust(p *supervisor.Process, a *api)
	// processes run after the components.
	processes(a *api) ([]supervisor.Process, error)
	// help runs beside the components until ctx is done.
	help(ctx context.Context, a *api, log *slog.Logger)
}

// run supervises the components of a claimed cluster until ctx is done.
func run(ctx context.Context, c *config.Config, more extension) error {
	l := layout.Of(c)
	executable, err := self.Executable()
	if err != nil {
		return err
	}
	parts := components.Of(c)
	for _, part := range parts {
		if part.Certificate == "" {
			continue
		}
		if err := kubeconfig.Write(c, part.Name, part.Certificate); err != nil {
			return err
		}
	}
	files := []string{l.Log(supervisorLog)}
	if err := supervisor.RotateLog(files[0]); err != nil {
		return fmt.Errorf("cannot rotate the supervisor's log: %w", err)
	}
	logFile, err := os.OpenFile(files[0], os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		return fmt.Errorf("cannot open the supervisor's log: %w", err)
	}
	defer logFile.Close()
	log := slog.New(slog.NewTextHandler(logFile, nil))

	api, err := newAPI(c, log)
	if err != nil {
		return err
	}
	s := &supervisor.Supervisor{Log: log}
	for _, part := range parts {
		p := supervisor.Process{
			Name:    part.Name,
			Path:    executable,
			Args:    append([]string{part.Name}, part.Args...),
			Dir:     c.DataDir,
			LogFile: l.Log(part.Name),
			Grace:   part.Grace,
		}
		if part.Program != "" {
			p.Path, p.Args = part.Program, part.Args
		}
		if part.NeedsAPI {
			p.Gate = api.ready
		}
		if part.Name == components.KWOK {
			p.Gate = api.readyForKWOK
		}
		if more != nil {
			more.adjust(&p, api)
		}
		s.Processes = append(s.Processes, p)
	}
	if more != nil {
		others, err := more.processes(api)
		if err != nil {
			return err
		}
		s.Processes = append(s.Processes, others...)
	}
	for _, p := range s.Processes {
		if err := supervisor.RotateLog(p.LogFile); err != nil {
			return fmt.Errorf("cannot rotate the log of %s: %w", p.Name, err)
		}
		files = append(files, p.LogFile)
	}

	var helpers sync.WaitGroup
	helperCtx, stopHelpers := context.WithCancel(context.WithoutCancel(ctx))
	defer helpers.Wait()
	defer stopHelpers()
	helpers.Go(func() { supervisor.BoundLogs(helperCtx, files, maxLogBytes) })
	if more != nil {
		helpers.Go(func() { more.help(helperCtx, api, log) })
	}

	log.Info("starting", "pid", os.Getpid(), "server", kubeconfig.Server(c))
	started := time.Now()
	helpers.Go(func() {
		if api.ready(helperCtx) == nil {
			log.Info("the API server is ready", "after", time.Since(started).Round(time.Millisecond))
		}
	})
	if err := s.Run(ctx); err != nil {
		log.Error("giving up", "error", err.Error())
		return err
	}
	log.Info("stopped")
	return nil
}
