// Package cluster runs the control plane of one embedded cluster.
package cluster

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"os"
	"strconv"
	"sync"
	"time"

	"meshstack/embedded/internal/components"
	"meshstack/embedded/internal/config"
	"meshstack/embedded/internal/kubeconfig"
	"meshstack/embedded/internal/layout"
	"meshstack/embedded/internal/supervisor"
)

// supervisorLog is the name of the log file of this process itself.
const supervisorLog = "supervisor"

// maxLogBytes bounds each log file (and its one predecessor).
const maxLogBytes = 64 << 20

// Serve runs the cluster until ctx is done. Its error is one line that says
// what, where and what to do.
func Serve(ctx context.Context, c *config.Config) error {
	l := layout.Of(c)
	if err := prepare(c); err != nil {
		return err
	}
	held, err := lock(l.Lock())
	if err != nil {
		return err
	}
	defer held.release()
	if err := portIsFree(ctx, c, held.unclean); err != nil {
		return err
	}
	executable, err := os.Executable()
	if err != nil {
		return fmt.Errorf("cannot find this program's own file: %w", err)
	}
	parts := components.Of(c)
	names := []string{supervisorLog}
	for _, part := range parts {
		names = append(names, part.Name)
		if part.Certificate == "" {
			continue
		}
		if err := kubeconfig.Write(c, part.Name, part.Certificate); err != nil {
			return err
		}
	}
	files := make([]string, len(names))
	for i, name := range names {
		files[i] = l.Log(name)
		if err := supervisor.RotateLog(files[i]); err != nil {
			return fmt.Errorf("cannot rotate the log of %s: %w", name, err)
		}
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
		if part.NeedsAPI {
			p.Gate = api.ready
		}
		if part.Name == components.KWOK {
			p.Gate = api.readyForKWOK
		}
		s.Processes = append(s.Processes, p)
	}

	var helpers sync.WaitGroup
	helperCtx, stopHelpers := context.WithCancel(ctx)
	defer helpers.Wait()
	defer stopHelpers()
	helpers.Go(func() { supervisor.BoundLogs(helperCtx, files, maxLogBytes) })

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

// prepare makes the directories, private to the user, and checks the PKI.
func prepare(c *config.Config) error {
	for _, dir := range []string{c.DataDir, c.LogDir} {
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return fmt.Errorf("cannot create the directory: %w", err)
		}
	}
	// The socket of etcd lies in the data directory: nobody else may reach it.
	if err := os.Chmod(c.DataDir, 0o700); err != nil {
		return fmt.Errorf("cannot make %s private: %w", c.DataDir, err)
	}
	return layout.Of(c).CheckPKI()
}

// dyingComponents is how long the components of a supervisor that was killed may
// take to disappear.
const dyingComponents = 5 * time.Second

// portIsFree tells at once what the API server would only tell in its log. Only
// after an unclean end it waits for the former API server to let go of the port.
func portIsFree(ctx context.Context, c *config.Config, unclean bool) error {
	address := net.JoinHostPort(c.APIServer.BindAddress, strconv.Itoa(c.APIServer.Port))
	deadline := time.Now()
	if unclean {
		deadline = deadline.Add(dyingComponents)
	}
	for {
		listener, err := net.Listen("tcp", address)
		if err == nil {
			return listener.Close()
		}
		if !time.Now().Before(deadline) || ctx.Err() != nil {
			return fmt.Errorf("the API server cannot listen on %s (%w); end the program that uses the port, or choose another apiServer.port", address, err)
		}
		time.Sleep(probeInterval)
	}
}
