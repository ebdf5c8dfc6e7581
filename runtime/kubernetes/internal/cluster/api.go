package cluster

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"

	"meshstack/kubernetes/internal/components"
	"meshstack/kubernetes/internal/config"
	"meshstack/kubernetes/internal/kubeconfig"
)

// probeInterval is short because a refused connection costs microseconds.
const probeInterval = 10 * time.Millisecond

// api is the client of the API server: the administrator's, or a worker's kubelet's.
type api struct {
	client *kubernetes.Clientset
	http   *http.Client
	url    string
	log    *slog.Logger
}

func newAPI(c *config.Config, log *slog.Logger) (*api, error) {
	restConfig := kubeconfig.Admin(c)
	if c.Cluster() != nil {
		restConfig = kubeconfig.Kubelet(c) // a worker has no other credentials
	}
	httpClient, err := rest.HTTPClientFor(restConfig)
	if err != nil {
		return nil, fmt.Errorf("cannot create the administrator's client: %w", err)
	}
	client, err := kubernetes.NewForConfigAndClient(restConfig, httpClient)
	if err != nil {
		return nil, fmt.Errorf("cannot create the administrator's client: %w", err)
	}
	return &api{client: client, http: httpClient, url: restConfig.Host + "/readyz", log: log}, nil
}

// ready waits until the API server reports that it is ready.
func (a *api) ready(ctx context.Context) error {
	return a.until(ctx, func() error {
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, a.url, nil)
		if err != nil {
			return err
		}
		response, err := a.http.Do(request)
		if err != nil {
			return err
		}
		response.Body.Close()
		if response.StatusCode != http.StatusOK {
			return fmt.Errorf("%s answered %s", a.url, response.Status)
		}
		return nil
	})
}

// readyForKWOK waits until the API server is ready and KWOK has its role.
func (a *api) readyForKWOK(ctx context.Context) error {
	if err := a.ready(ctx); err != nil {
		return err
	}
	return a.until(ctx, func() error { return components.GrantKWOK(ctx, a.client) })
}

// until retries the attempt until it succeeds or ctx is done.
func (a *api) until(ctx context.Context, attempt func() error) error {
	for {
		err := attempt()
		if err == nil {
			return nil
		}
		a.log.Debug("not yet", "error", err)
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(probeInterval):
		}
	}
}
