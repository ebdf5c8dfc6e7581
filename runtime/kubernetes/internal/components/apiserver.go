package components

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/spf13/pflag"
	utilerrors "k8s.io/apimachinery/pkg/util/errors"
	genericapiserver "k8s.io/apiserver/pkg/server"
	utilfeature "k8s.io/apiserver/pkg/util/feature"
	"k8s.io/client-go/rest"
	"k8s.io/component-base/logs"
	logsapi "k8s.io/component-base/logs/api/v1"
	_ "k8s.io/component-base/logs/json/register" // --logging-format=json
	"k8s.io/kubernetes/cmd/kube-apiserver/app"
	"k8s.io/kubernetes/cmd/kube-apiserver/app/options"

	"meshstack/kubernetes/internal/bootstrap"
)

// connectionGrace is how long a stopping API server waits for open connections
// once all requests except watches are answered. A watch ends only when its client
// ends it; the default waits a minute for that.
const connectionGrace = 100 * time.Millisecond

// repairInterval separates the rounds that free reserved NodePorts without a Service; a
// port is free after the third. A client that dies during the creation of a Service
// leaves such a port. The default of 3 minutes blocks the next creation for longer than
// clients wait.
const repairInterval = 10 * time.Second

// RunAPIServer runs the API server until SIGTERM or SIGINT and returns its exit
// code. A wrap that is not nil sees every request before the API server does.
func RunAPIServer(args []string, wrap func(api http.Handler) http.Handler) int {
	return interruptible(func(ctx context.Context, args []string) error { return runAPIServer(ctx, args, wrap) })(args)
}

// runAPIServer differs from kube-apiserver's own command in three ways: package
// bootstrap creates the API server's default objects at once, reserved NodePorts are
// repaired more often, and a stopping API server does not wait for watches.
func runAPIServer(ctx context.Context, args []string, wrap func(http.Handler) http.Handler) error {
	quickStart(ctx)
	s := options.NewServerRunOptions()
	flags := pflag.NewFlagSet(APIServer, pflag.ContinueOnError)
	for _, set := range s.Flags().FlagSets {
		flags.AddFlagSet(set)
	}
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
	config.KubeAPIs.Extra.RepairServicesInterval = repairInterval
	hooks := bootstrap.Disable(config.KubeAPIs.ControlPlane.Generic)
	if wrap != nil {
		generic := &config.Aggregator.GenericConfig.Config
		build := generic.BuildHandlerChainFunc
		generic.BuildHandlerChainFunc = func(api http.Handler, c *genericapiserver.Config) http.Handler {
			return wrap(build(api, c))
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
