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
	// containerGrace is how long a container may take to end by itself when the
	// cluster stops; longer graces of pods do not count then.
	containerGrace = 2 * time.Second
	// containersTimeout bounds the end of all containers.
	containersTimeout = 5 * time.Second
)

// StopContainers ends all containers, each as its image wants to be ended, side
// by side. What does not end in time is killed with the namespaces.
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
		return // containerd is away, so nobody can ask the containers
	}
	var stopping sync.WaitGroup
	for _, container := range list.Containers {
		stopping.Go(func() {
			_, _ = runtime.StopContainer(ctx, &cri.StopContainerRequest{ContainerId: container.Id, Timeout: int64(containerGrace.Seconds())})
		})
	}
	stopping.Wait()
}
