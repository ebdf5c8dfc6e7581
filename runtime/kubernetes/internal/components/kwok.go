package components

import (
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/spf13/pflag"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/clientcmd"
	"k8s.io/utils/clock"
	nodefast "sigs.k8s.io/kwok/kustomize/stage/node/fast"
	nodeheartbeat "sigs.k8s.io/kwok/kustomize/stage/node/heartbeat-with-lease"
	podfast "sigs.k8s.io/kwok/kustomize/stage/pod/fast"
	"sigs.k8s.io/kwok/pkg/apis/internalversion"
	kwokconfig "sigs.k8s.io/kwok/pkg/config"
	"sigs.k8s.io/kwok/pkg/kwok/controllers"
	"sigs.k8s.io/kwok/pkg/log"

	"meshstack/kubernetes/internal/config"
	"meshstack/kubernetes/internal/layout"
)

// nodeAnnotation marks the simulated Node objects.
const nodeAnnotation = "kwok.x-k8s.io/node=fake"

// nodeIP is the default address of a simulated node, from the range for
// documentation (RFC 5737).
const nodeIP = "192.0.2.1"

// kwokArgs are the flags of KWOK.
func kwokArgs(c *config.Config) []string {
	return []string{
		"--kubeconfig=" + layout.Of(c).Kubeconfig(KWOK),
		"--cidr=" + c.PodCIDR,
	}
}

// runKWOK runs KWOK's controllers as a library. KWOK's own command listens on a
// port, reads a configuration file from the home directory, and takes a new
// identity at each start: nodes would stay unmanaged after a restart until the
// leases of the former identity expire (40 s).
func runKWOK(ctx context.Context, args []string) error {
	flags := pflag.NewFlagSet(KWOK, pflag.ContinueOnError)
	kubeconfig := flags.String("kubeconfig", "", "kubeconfig of the cluster (required)")
	cidr := flags.String("cidr", "10.244.0.0/16", "range of pod IPs on nodes that have no range of their own")
	if err := flags.Parse(args); err != nil {
		if errors.Is(err, pflag.ErrHelp) {
			return nil
		}
		return err
	}
	restConfig, err := clientcmd.BuildConfigFromFlags("", *kubeconfig)
	if err != nil {
		return err
	}
	restConfig.UserAgent = KWOK
	restConfig.QPS = -1 // No client-side limit: the API server has its own.
	client, err := kubernetes.NewForConfig(restConfig)
	if err != nil {
		return err
	}
	stages, err := kwokStages()
	if err != nil {
		return err
	}
	controller, err := controllers.NewController(controllers.Config{
		Clock:                             clock.RealClock{},
		TypedClient:                       client,
		RESTClient:                        client.RESTClient(),
		ManageNodesWithAnnotationSelector: nodeAnnotation,
		CIDR:                              *cidr,
		NodeIP:                            nodeIP,
		LocalStages:                       stages,
		PodPlayStageParallelism:           16,
		NodePlayStageParallelism:          4,
		NodeLeaseDurationSeconds:          40,
		NodeLeaseParallelism:              4,
		PodsOnNodeSyncParallelism:         1,
		EnablePodsOnNodeSyncListPager:     true,
		ID:                                "meshstack",
	})
	if err != nil {
		return err
	}
	ctx = log.NewContext(ctx, log.NewLogger(os.Stderr, log.LevelWarn))
	if err := controller.Start(ctx); err != nil {
		return fmt.Errorf("kwok did not start: %w", err)
	}
	<-ctx.Done()
	return nil
}

// kwokStages are KWOK's default stages: nodes become ready and renew their leases,
// pods run at once, pods of Jobs complete, deleted pods disappear.
func kwokStages() (map[internalversion.StageResourceRef][]*internalversion.Stage, error) {
	stages := map[internalversion.StageResourceRef][]*internalversion.Stage{}
	for _, text := range []string{
		nodefast.DefaultNodeInit,
		nodeheartbeat.DefaultNodeHeartbeatWithLease,
		podfast.DefaultPodReady,
		podfast.DefaultPodComplete,
		podfast.DefaultPodDelete,
	} {
		stage, err := kwokconfig.UnmarshalWithType[*internalversion.Stage](text)
		if err != nil {
			return nil, fmt.Errorf("a stage of kwok is not readable: %w", err)
		}
		stages[stage.Spec.ResourceRef] = append(stages[stage.Spec.ResourceRef], stage)
	}
	return stages, nil
}
