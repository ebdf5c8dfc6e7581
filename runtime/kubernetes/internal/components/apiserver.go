package components

import (
	"context"
	"errors"
	"time"

	"github.com/spf13/pflag"
	utilerrors "k8s.io/apimachinery/pkg/util/errors"
	utilfeature "k8s.io/apiserver/pkg/util/feature"
	"k8s.io/client-go/rest"
	"k8s.io/component-base/logs"
	logsapi "k8s.io/component-base/logs/api/v1"
	_ "k8s.io/component-base/logs/json/register" // --logging-format=json
	"k8s.io/kubernetes/cmd/kube-apiserver/app"
	"k8s.io/kubernetes/cmd/kube-apiserver/app/options"

	"meshstack/embedded/internal/bootstrap"
)

// connectionGrace is how long the API server, when it ends, waits for open
// connections after all requests but watches have been answered. Watches never
// end by themselves; the default waits a minute for them.
const connectionGrace = 100 * time.Millisecond

// runAPIServer runs the API server as its own command does, with two
// differences: the objects that it creates for itself are created at once
// (package bootstrap), and it does not wait for watches when it ends.
func runAPIServer(ctx context.Context, args []string) error {
	quickStart(ctx)
	s := options.NewServerRunOptions()
	flags := pflag.NewFlagSet(APIServer, pflag.ContinueOnError)
	for _, set := range s.Flags().FlagSets {
		flags.AddFlagSet(set)
	}
	joinConfig := flags.String("k3s-join-config", "", "also serve what nodes of k3s's stand-in join by, as this file says (default: not)")
	if err := flags.Parse(args); err != nil {
		if errors.Is(err, pflag.ErrHelp) {
			return nil
		}
		return err
	}
	if flags.NArg() > 0 {
		return errors.New("kube-apiserver takes flags only")
	}
	if err := s.GenericServerRunOptions.ComponentGlobalsRegistry.Set(); err != nil {
		return err
	}
	logs.InitLogs()
	defer logs.FlushLogs()
	if err := logsapi.ValidateAndApply(s.Logs, utilfeature.DefaultFeatureGate); err != nil {
		return err
	}
	rest.SetDefaultWarningHandler(rest.NoWarnings{})
	completedOptions, err := s.Complete(ctx)
	if err != nil {
		return err
	}
	if errs := completedOptions.Validate(); len(errs) > 0 {
		return utilerrors.NewAggregate(errs)
	}
	config, err := app.NewConfig(completedOptions)
	if err != nil {
		return err
	}
	hooks := bootstrap.Disable(config.KubeAPIs.ControlPlane.Generic)
	if *joinConfig != "" {
		if err := serveJoining(&config.Aggregator.GenericConfig.Config, *joinConfig); err != nil {
			return err
		}
	}
	completed, err := config.Complete()
	if err != nil {
		return err
	}
	server, err := app.CreateServerChain(completed)
	if err != nil {
		return err
	}
	if err := hooks.Install(server.GenericAPIServer); err != nil {
		return err
	}
	server.GenericAPIServer.ShutdownTimeout = connectionGrace
	prepared, err := server.PrepareRun()
	if err != nil {
		return err
	}
	return prepared.Run(ctx)
}
