// Package bootstrap creates the objects that the API server creates for itself
// when it starts (RBAC's default roles and bindings, the system's priority
// classes).
//
// The API server's own hooks for them wait a second before they begin, and then
// create one object after the other; until both are done it is not ready. These
// create the same objects, from the same lists, at once and side by side, under
// the same hook names: it is ready about a second sooner.
package bootstrap

import (
	"context"
	"fmt"
	"sync"
	"time"

	genericapiserver "k8s.io/apiserver/pkg/server"
	"k8s.io/client-go/kubernetes"
	rbacrest "k8s.io/kubernetes/pkg/registry/rbac/rest"
	schedulingrest "k8s.io/kubernetes/pkg/registry/scheduling/rest"
)

const (
	// workers is how many objects are created side by side.
	workers = 4
	// retryInterval is the time between two attempts, of which the first ones
	// may come before the server can reach its storage.
	retryInterval = 20 * time.Millisecond
	// timeout after which the server gives up, as it does with its own hooks.
	timeout = 30 * time.Second
)

// Hooks replace the API server's own ones.
type Hooks struct {
	disabled map[string]func(kubernetes.Interface) []task
	config   *genericapiserver.Config
}

// task creates or updates one object. Doing it again changes nothing.
type task func(ctx context.Context) error

// Disable keeps the server that is built from the configuration from installing
// its own hooks. Those that the configuration already disables stay disabled.
func Disable(config *genericapiserver.Config) *Hooks {
	h := &Hooks{config: config, disabled: map[string]func(kubernetes.Interface) []task{}}
	for name, tasks := range map[string]func(kubernetes.Interface) []task{
		rbacrest.PostStartHookName:       rbacTasks,
		schedulingrest.PostStartHookName: priorityClassTasks,
	} {
		if !config.DisabledPostStartHooks.Has(name) {
			config.DisabledPostStartHooks.Insert(name)
			h.disabled[name] = tasks
		}
	}
	return h
}

// Install adds the hooks to the server that was built.
func (h *Hooks) Install(server *genericapiserver.GenericAPIServer) error {
	for name, tasks := range h.disabled {
		// The set of disabled hooks is shared by the servers of the chain.
		h.config.DisabledPostStartHooks.Delete(name)
		if err := server.AddPostStartHook(name, hook(name, tasks)); err != nil {
			return fmt.Errorf("cannot install the hook %s: %w", name, err)
		}
	}
	return nil
}

func hook(name string, tasks func(kubernetes.Interface) []task) genericapiserver.PostStartHookFunc {
	return func(hookContext genericapiserver.PostStartHookContext) error {
		client, err := kubernetes.NewForConfig(hookContext.LoopbackClientConfig)
		if err != nil {
			return fmt.Errorf("hook %s: %w", name, err)
		}
		ctx, cancel := context.WithTimeout(hookContext, timeout)
		defer cancel()
		if err := sideBySide(ctx, tasks(client)); err != nil {
			return fmt.Errorf("hook %s: %w", name, err)
		}
		return nil
	}
}

// sideBySide runs every task, each again until it succeeds or ctx is done. It
// returns the last error of the first task that ran out of time.
func sideBySide(ctx context.Context, tasks []task) error {
	queue := make(chan task, len(tasks))
	for _, t := range tasks {
		queue <- t
	}
	close(queue)
	var group sync.WaitGroup
	var once sync.Once
	var first error
	for range workers {
		group.Go(func() {
			for t := range queue {
				if err := retry(ctx, t); err != nil {
					once.Do(func() { first = err })
					return
				}
			}
		})
	}
	group.Wait()
	return first
}

// retry tries again after every error: in its first moments the server answers
// even "forbidden" where it means "not yet".
func retry(ctx context.Context, t task) error {
	for {
		err := t(ctx)
		if err == nil {
			return nil
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(retryInterval):
		}
	}
}
