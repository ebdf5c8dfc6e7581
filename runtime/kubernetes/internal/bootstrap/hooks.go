// Package bootstrap creates the API server's default objects: RBAC's roles and
// bindings, and the system's priority classes.
//
// The API server's own hooks wait a second and then create one object after the
// other, and the server is not ready before that. These hooks create the same
// objects in parallel under the same hook names, so that the API server is ready
// about a second sooner.
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
	// workers is the number of objects that are created in parallel.
	workers = 4
	// retryInterval is short because the server cannot reach its storage at first.
	retryInterval = 20 * time.Millisecond
	// timeout equals that of the API server's own hooks.
	timeout = 30 * time.Second
)

// Hooks replace the API server's own hooks.
type Hooks struct {
	disabled map[string]func(kubernetes.Interface) []task
	config   *genericapiserver.Config
}

// task creates or updates one object. It is idempotent.
type task func(ctx context.Context) error

// Disable disables the API server's own hooks in its configuration.
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

// Install adds the hooks to the server.
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

// sideBySide runs the tasks in parallel and retries each until it succeeds or ctx
// is done. It returns the last error of the first task that ran out of time.
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

// retry retries after any error: a starting API server returns "forbidden" before
// it has loaded its roles.
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
