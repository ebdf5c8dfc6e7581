package components

import (
	"net/http"

	genericapiserver "k8s.io/apiserver/pkg/server"

	"meshstack/embedded/internal/k3s/join"
)

// serveJoining puts the paths by which nodes join k3s's stand-in before all that
// the API server serves, on the same port.
func serveJoining(config *genericapiserver.Config, file string) error {
	wrap, err := join.Wrap(file)
	if err != nil {
		return err
	}
	build := config.BuildHandlerChainFunc
	config.BuildHandlerChainFunc = func(api http.Handler, c *genericapiserver.Config) http.Handler {
		return wrap(build(api, c))
	}
	return nil
}
