package node

import (
	"context"
	"sync"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	cri "k8s.io/cri-api/pkg/apis/runtime/v1"
)

const (
	// containerGrace is how long a container may take to end when the cluster stops; it
	// limits the pods' own grace periods.
	containerGrace = 2 * time.Second
	// containersTimeout limits the end of all containers.
	containersTimeout = 5 * time.Second
)

// StopContainers stops all containers in parallel with the stop signals of their
// images. The end of the namespaces kills the rest.
func StopContainers(socket string) {
	ctx, cancel := context.WithTimeout(context.Background(), containersTimeout)
	defer cancel()
	connection, err := grpc.NewClient("unix://"+socket, grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		return
	}
	defer connection.Close()
	runtime := cri.NewRuntimeServiceClient(connection)
	running := &cri.ContainerStateValue{State: cri.ContainerState_CONTAINER_RUNNING}
	list, err := runtime.ListContainers(ctx, &cri.ListContainersRequest{Filter: &cri.ContainerFilter{State: running}})
	if err != nil {
		return
	}
	var stopping sync.WaitGroup
	for _, container := range list.Containers {
		stopping.Go(func() {
			_, _ = runtime.StopContainer(ctx, &cri.StopContainerRequest{ContainerId: container.Id, Timeout: int64(containerGrace.Seconds())})
		})
	}
	stopping.Wait()
}
